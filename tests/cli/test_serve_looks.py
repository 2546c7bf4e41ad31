"""What a server has shown to an IP office is written down when it is stopped, and a look waits for no writer."""

import http.client
import signal
from pathlib import Path

from audit_app.demo.people import PASSWORD
from audit_app.demo.script import known_id
from audit_app.store.access import list_looks
from audit_app.store.db import Database
from tests.faults.served import Served
from tests.whole.told import copy_of_told

SHOWN = [f"/regulator?n={n}" for n in range(5)]


def asked(port: int, method: str, path: str, body: str = "", **headers: str) -> http.client.HTTPResponse:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    line.request(method, path, body, {"Sec-Fetch-Site": "same-origin", **headers})
    answer = line.getresponse()
    answer.read()
    line.close()
    return answer


def test_the_looks_of_the_last_second_are_written_at_a_stop(tmp_path: Path) -> None:
    config = copy_of_told(tmp_path)
    before = Database(config.database)
    served = Served(config.database, tmp_path)
    served.settings |= {"AUDIT_CLOCK": config.clock, "AUDIT_EVIDENCE": config.evidence}
    served.start()
    form = f"account=wuhao&password={PASSWORD}"
    entered = asked(served.port, "POST", "/login", form, **{"Content-Type": "application/x-www-form-urlencoded"})
    cookies = "; ".join(one.split(";")[0] for one in entered.headers.get_all("Set-Cookie") or [])
    assert entered.status == 303
    with before.reading() as connection:
        known = len(list_looks(connection, known_id("320600")))
    for path in SHOWN:
        assert asked(served.port, "GET", path, Cookie=cookies).status == 200
    served.process.send_signal(signal.SIGTERM)
    assert served.process.wait(60) == 0
    before.close()
    after = Database(config.database)
    with after.reading() as connection:
        found = [row["path"] for row in list_looks(connection, known_id("320600"))][known:]
    after.close()
    assert sorted(found) == SHOWN
