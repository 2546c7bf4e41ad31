"""Five goals of speed, each beside a limit measured in the same run (`python -m bench`). No test rests on seconds."""
