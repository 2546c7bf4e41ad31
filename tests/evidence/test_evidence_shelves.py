"""One contract for both shelves, a folder and a bucket; and what the folder promises beyond it about power cuts."""

import io
import os
import stat
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from pathlib import Path

import pytest

from evidence.folder import FolderStore, open_store
from evidence.store import Absent, BadKey, Damaged, Swapped, Unsealed, rendition_key_of, verify
from tests.evidence.photo_kit import ORGANISATION, digest, files_under, photo
from tests.evidence.shelves import bucket_server, shelf

DATA = photo()
SHA = digest(DATA)
OTHER = "0190c7a0-0000-7000-8000-000000000002"


__all__ = ["bucket_server", "shelf"]


def read(shelf, organisation=ORGANISATION):
    with shelf.get(organisation, SHA) as stream:
        return stream.read()


def test_what_is_put_can_be_read_and_measured(shelf):
    assert not shelf.has(ORGANISATION, SHA)
    assert shelf.put(ORGANISATION, SHA, io.BytesIO(DATA)) == len(DATA)
    assert shelf.has(ORGANISATION, SHA) and shelf.size(ORGANISATION, SHA) == len(DATA) and read(shelf) == DATA
    assert verify(shelf, ORGANISATION, SHA) == len(DATA)


def test_a_second_put_changes_nothing(shelf):
    for _ in range(2):
        assert shelf.put(ORGANISATION, SHA, io.BytesIO(DATA)) == len(DATA)
    assert read(shelf) == DATA


def test_a_file_is_kept_like_a_stream_as_often_as_it_comes(shelf, tmp_path):
    for _ in range(2):
        (tmp_path / "part").write_bytes(DATA)
        assert shelf.put_file(ORGANISATION, SHA, tmp_path / "part") == len(DATA)
        assert read(shelf) == DATA and verify(shelf, ORGANISATION, SHA) == len(DATA)


def test_a_wrong_file_is_damaged_and_stays_where_it_is(shelf, tmp_path):
    (tmp_path / "part").write_bytes(DATA[:-1])
    with pytest.raises(Damaged):
        shelf.put_file(ORGANISATION, SHA, tmp_path / "part")
    assert not shelf.has(ORGANISATION, SHA) and (tmp_path / "part").read_bytes() == DATA[:-1]


def test_wrong_bytes_are_damaged_and_not_kept(shelf):
    for wrong in (DATA[:-1], DATA + b"x", b""):
        with pytest.raises(Damaged):
            shelf.put(ORGANISATION, SHA, io.BytesIO(wrong))
    assert not shelf.has(ORGANISATION, SHA)


def test_what_lies_on_the_shelf_is_listed_with_size_and_age(shelf):
    assert list(shelf.list_originals()) == []
    more = b"another original"
    began = time.time()
    shelf.put(ORGANISATION, SHA, io.BytesIO(DATA))
    shelf.put(OTHER, SHA, io.BytesIO(DATA))
    shelf.put(OTHER, digest(more), io.BytesIO(more))
    shelf.put_rendition(ORGANISATION, SHA, "800", b"a view is no original")
    listed = sorted(shelf.list_originals())
    assert [one[:3] for one in listed] == sorted(
        [(ORGANISATION, SHA, len(DATA)), (OTHER, SHA, len(DATA)), (OTHER, digest(more), len(more))]
    )
    # a bucket tells whole seconds
    assert all(began - 2 <= one.came_at <= time.time() + 2 for one in listed)
    shelf.drop(OTHER, SHA)
    assert (OTHER, SHA) not in {one[:2] for one in shelf.list_originals()}


def test_wrong_bytes_never_replace_a_kept_file(shelf):
    shelf.put(ORGANISATION, SHA, io.BytesIO(DATA))
    with pytest.raises(Damaged):
        shelf.put(ORGANISATION, SHA, io.BytesIO(b"other bytes"))
    assert read(shelf) == DATA


def test_organisations_never_share_bytes(shelf):
    shelf.put(ORGANISATION, SHA, io.BytesIO(DATA))
    assert not shelf.has(OTHER, SHA)
    with pytest.raises(Absent):
        shelf.get(OTHER, SHA)
    shelf.put(OTHER, SHA, io.BytesIO(DATA))
    shelf.drop(ORGANISATION, SHA)
    assert read(shelf, OTHER) == DATA


def test_absent_files_and_views_say_so(shelf):
    for ask in (shelf.get, shelf.size, lambda *key: shelf.get_rendition(*key, "screen-v1")):
        with pytest.raises(Absent):
            ask(ORGANISATION, SHA)
    shelf.drop(ORGANISATION, SHA)


def test_views_are_replaced_and_go_with_their_original(shelf):
    shelf.put(ORGANISATION, SHA, io.BytesIO(DATA))
    for data in (b"one", b"two"):
        shelf.put_rendition(ORGANISATION, SHA, "screen-v1", data)
    shelf.put_rendition(ORGANISATION, SHA, "thumb-v1", b"three")
    neighbour = SHA[:4] + "0" * 60
    shelf.put_rendition(ORGANISATION, neighbour, "thumb-v1", b"four")
    assert shelf.get_rendition(ORGANISATION, SHA, "screen-v1") == b"two" and read(shelf) == DATA
    shelf.drop(ORGANISATION, SHA)
    assert not shelf.has(ORGANISATION, SHA)
    for recipe in ("screen-v1", "thumb-v1"):
        with pytest.raises(Absent):
            shelf.get_rendition(ORGANISATION, SHA, recipe)
    assert shelf.get_rendition(ORGANISATION, neighbour, "thumb-v1") == b"four"


def raw(shelf, key, data=None):
    """The bytes at a key of a shelf, behind its back; with `data` they are replaced."""
    if isinstance(shelf, FolderStore):
        return (shelf.root / key).read_bytes() if data is None else (shelf.root / key).write_bytes(data)
    import obstore

    return bytes(obstore.get(shelf._store, key).bytes()) if data is None else obstore.put(shelf._store, key, data)


def test_a_view_that_is_not_as_it_was_made_counts_as_absent(shelf):
    neighbour, recipes = SHA[:4] + "0" * 60, ("screen-v1", "thumb-v1")
    keys = {
        (sha, recipe): rendition_key_of(ORGANISATION, sha, recipe) for sha in (SHA, neighbour) for recipe in recipes
    }
    for (sha, recipe), key in keys.items():
        shelf.put_rendition(ORGANISATION, sha, recipe, key.encode())
    mine = keys[SHA, "screen-v1"]
    good = raw(shelf, mine)
    assert good.startswith(mine.encode()), "a reader of pictures finds the picture at the start"
    others = [raw(shelf, key) for key in keys.values() if key != mine]
    for wrong in (*others, b"?" + good, b"?" + good[1:], good[:-1] + b"?"):
        raw(shelf, mine, wrong)
        with pytest.raises(Swapped):
            shelf.get_rendition(ORGANISATION, SHA, "screen-v1")
    for wrong in (b"", good[:-1], good[: len(mine)], good + b"?"):
        raw(shelf, mine, wrong)
        with pytest.raises(Unsealed):
            shelf.get_rendition(ORGANISATION, SHA, "screen-v1")
    raw(shelf, mine, good)
    assert shelf.get_rendition(ORGANISATION, SHA, "screen-v1") == mine.encode()
    shelf.put_rendition(ORGANISATION, SHA, "screen-v1", b"")
    assert shelf.get_rendition(ORGANISATION, SHA, "screen-v1") == b""


def test_an_address_serves_the_bytes_or_there_is_none(shelf):
    shelf.put(ORGANISATION, SHA, io.BytesIO(DATA))
    url = shelf.url(ORGANISATION, SHA)
    if isinstance(shelf, FolderStore):
        assert url is None
    else:
        with urllib.request.urlopen(url) as answer:
            assert answer.read() == DATA


@pytest.mark.parametrize("key", [("..", SHA), ("views", SHA), (ORGANISATION, SHA.upper()), (ORGANISATION, SHA + "\n")])
def test_bad_keys_are_refused_by_every_method(shelf, key):
    for ask in (shelf.get, shelf.has, shelf.size, shelf.url, shelf.drop, lambda *k: shelf.put(*k, io.BytesIO(DATA)),
                lambda *k: shelf.put_rendition(*k, "r", b""), lambda *k: shelf.get_rendition(*k, "r")):  # fmt: skip
        with pytest.raises(BadKey):
            ask(*key)


AGAIN = {
    "stream": lambda shelf, part: shelf.put(ORGANISATION, SHA, io.BytesIO(DATA)),
    "file": lambda shelf, part: shelf.put_file(ORGANISATION, SHA, part),
}


@pytest.mark.parametrize("again", AGAIN.values(), ids=AGAIN)
def test_bytes_spoilt_on_the_shelf_are_found_and_healed_by_a_second_sending(shelf, again, tmp_path):
    if isinstance(shelf, FolderStore):
        path = shelf.root / ORGANISATION / SHA[:2] / SHA[2:4] / SHA
        shelf.put(ORGANISATION, SHA, io.BytesIO(DATA))
        path.unlink()
        path.write_bytes(DATA[:-1] + b"x")
    else:
        import obstore

        obstore.put(shelf._store, f"{ORGANISATION}/{SHA[:2]}/{SHA[2:4]}/{SHA}", DATA[:-1] + b"x")
    with pytest.raises(Damaged):
        verify(shelf, ORGANISATION, SHA)
    (tmp_path / "part").write_bytes(DATA)
    again(shelf, tmp_path / "part")
    assert verify(shelf, ORGANISATION, SHA) == len(DATA)


def test_a_file_on_another_disk_is_copied(tmp_path):
    memory = Path("/dev/shm")
    assert memory.stat().st_dev != tmp_path.stat().st_dev
    with tempfile.NamedTemporaryFile(dir=memory) as part:
        part.write(DATA)
        part.flush()
        assert FolderStore(tmp_path).put_file(ORGANISATION, SHA, Path(part.name)) == len(DATA)
    assert read(FolderStore(tmp_path)) == DATA


def test_many_senders_of_one_photo_all_succeed_and_leave_one_file(tmp_path):
    shelf, sizes = FolderStore(tmp_path), []
    senders = [
        threading.Thread(target=lambda: sizes.append(FolderStore(tmp_path).put(ORGANISATION, SHA, io.BytesIO(DATA))))
        for _ in range(16)
    ]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert sizes == [len(DATA)] * 16 and len(files_under(shelf.root)) == 1


@pytest.mark.parametrize("again", AGAIN.values(), ids=AGAIN)
def test_the_file_lies_under_its_digest_read_only_as_sha256sum_sees_it(tmp_path, again):
    (tmp_path / "part").write_bytes(DATA)
    again(FolderStore(tmp_path), tmp_path / "part")
    path = tmp_path / ORGANISATION / SHA[:2] / SHA[2:4] / SHA
    assert stat.S_IMODE(path.stat().st_mode) == 0o440
    assert subprocess.run(["sha256sum", path], capture_output=True, text=True).stdout.split()[0] == SHA


@pytest.mark.parametrize("again", AGAIN.values(), ids=AGAIN)
def test_the_bytes_are_durable_before_their_name_and_the_name_before_the_yes(tmp_path, monkeypatch, again):
    (tmp_path / "part").write_bytes(DATA)
    shelf, events = FolderStore(tmp_path / "new" / "shelf"), []
    real_sync, real_link, real_rename, real_mkdir = os.fsync, os.link, os.replace, Path.mkdir

    def sync(handle):
        events.append(("sync", os.readlink(f"/proc/self/fd/{handle}")))
        real_sync(handle)

    def link(source, target):
        events.append(("link", str(target)))
        real_link(source, target)

    def rename(source, target):
        events.append(("link", str(target)))
        real_rename(source, target)

    def mkdir(path, *more, **named):
        events.append(("mkdir", str(path)))
        real_mkdir(path, *more, **named)

    monkeypatch.setattr(os, "fsync", sync)
    monkeypatch.setattr(os, "link", link)
    monkeypatch.setattr(os, "replace", rename)
    monkeypatch.setattr(Path, "mkdir", mkdir)
    again(shelf, tmp_path / "part")
    linked = next(at for at, (what, _) in enumerate(events) if what == "link")
    folder = str(Path(events[linked][1]).parent)
    written = (str(tmp_path / "part"), str(shelf.root / "incoming/"))
    assert any(what == "sync" and path.startswith(written) for what, path in events[:linked])
    assert events[-1] == ("sync", folder) and len(events) - 1 > linked
    made = [(at, path) for at, (what, path) in enumerate(events) if what == "mkdir"]
    assert len(made) == 3
    for at, path in made:
        assert ("sync", str(Path(path).parent)) in events[at:linked]


def test_a_killed_writer_leaves_no_half_file_under_a_digest_and_its_rest_is_swept(tmp_path):
    program = (
        "import os, io, sys; from evidence.folder import FolderStore\n"
        "class Dying(io.BytesIO):\n"
        "    def read(self, n=-1):\n"
        "        piece = super().read(500)\n"
        "        return piece or os.kill(os.getpid(), 9)\n"
        f"FolderStore(sys.argv[1]).put({ORGANISATION!r}, {SHA!r}, Dying({DATA!r}))"
    )
    ended = subprocess.run([sys.executable, "-c", program, tmp_path], cwd=Path(__file__).parents[2])
    assert ended.returncode == -9
    shelf = FolderStore(tmp_path)
    assert not shelf.has(ORGANISATION, SHA)
    assert [name.split("/")[0] for name in files_under(tmp_path)] == ["incoming"]
    assert shelf.sweep(older_than=-1) == 1 and files_under(tmp_path) == set()


def test_an_unknown_address_is_refused():
    with pytest.raises(ValueError, match="gopher"):
        open_store("gopher://photos")


def test_a_folder_can_be_given_as_an_address(tmp_path):
    assert isinstance(open_store(f"file://{tmp_path}/shelf"), FolderStore) and (tmp_path / "shelf").is_dir()


def test_the_folder_shelf_does_not_load_the_bucket_library(tmp_path):
    program = (
        "import sys; from evidence.folder import open_store; open_store(sys.argv[1]); print('obstore' in sys.modules)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program, tmp_path], cwd=Path(__file__).parents[2], capture_output=True, text=True
    )
    assert ended.stdout == "False\n"
