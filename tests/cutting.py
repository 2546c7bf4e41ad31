"""A line that breaks: a proxy that cuts whenever so many bytes have gone up, or once."""

import contextlib
import selectors
import socket
import struct
import threading
from collections.abc import Iterator

PIECE = 16 * 1024


class CuttingProxy:
    """Passes bytes on to 127.0.0.1:`port`. `each`: the line breaks whenever so many more have gone up; `once`: only
    then. `up` counts bytes sent up, `cuts` breaks.
    """

    def __init__(self, port: int, each: int = 0, once: int = 0) -> None:
        self.target, self.each, self.up, self.cuts = port, each, 0, 0
        self.next = each or once
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"

    def run(self) -> None:
        while True:
            try:
                near, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._pass, args=(near,), daemon=True).start()

    def _pass(self, near: socket.socket) -> None:
        try:
            far = socket.create_connection(("127.0.0.1", self.target))
        except OSError:
            near.close()
            return
        with near, far, selectors.DefaultSelector() as both, contextlib.suppress(OSError):
            both.register(near, selectors.EVENT_READ)
            both.register(far, selectors.EVENT_READ)
            while ready := {key.fileobj for key, _ in both.select(60)}:
                if near in ready:
                    data = near.recv(PIECE)
                    if not data:
                        return
                    self.up += len(data)
                    if self._breaks():
                        for end in (near, far):
                            end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                        return
                    far.sendall(data)
                if far in ready:
                    data = far.recv(PIECE)
                    if not data:
                        return
                    near.sendall(data)

    def _breaks(self) -> bool:
        if not self.next or self.up < self.next:
            return False
        self.cuts, self.next = self.cuts + 1, self.up + self.each if self.each else 0
        return True


@contextlib.contextmanager
def cutting(port: int, each: int = 0, once: int = 0) -> Iterator[CuttingProxy]:
    """Such a line, while this lasts."""
    proxy = CuttingProxy(port, each, once)
    threading.Thread(target=proxy.run, daemon=True).start()
    yield proxy
    proxy.listener.close()
