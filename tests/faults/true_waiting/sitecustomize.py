"""Loaded by a server under faketime (test_clocks): when the faked clock jumps during a sleep, faketime lets the sleep end with
EINVAL. Waiting is not what these tests try, so it goes by a call that faketime leaves alone."""

import select
import time


def sleep(seconds: float) -> None:
    select.select([], [], [], seconds)


time.sleep = sleep
