"""A second program for the draw, written from decisions.md alone; it shares no code with the first."""

import csv
from hashlib import sha256


def second_draw(file, quota, seed, day, stratum="县(市、区)"):
    """(digest, drawn, reserve) of a register in CSV: lists of (USCC, stratum)."""
    header, *table = csv.reader(file.read_text("utf-8").splitlines())
    digest = sha256("\n".join(sorted("\x1f".join(cells) for cells in table)).encode()).hexdigest()
    lot = lambda x: sha256(f"{digest}|{seed}|{x}".encode()).hexdigest()  # noqa: E731
    held = {}
    for row in (dict(zip(header, cells, strict=True)) for cells in table):
        code, end = row["统一社会信用代码"], (row["证书有效期止"], row["认证证书编号"])
        if row["证书状态"] == "有效" and row["证书有效期起"] <= day <= end[0] and end >= held.get(code, (("", ""),))[0]:
            held[code] = (end, row)
    numbers = {}
    for _, row in held.values():
        numbers.setdefault(row["认证机构名称"], set()).add(row["认证机构批准号"])
    for code, (end, row) in held.items():
        name = row[stratum]
        if stratum == "认证机构名称" and len(numbers[name]) > 1:
            name += f"（{row['认证机构批准号']}）"
        held[code] = (end, name)
    groups = {}
    for code in sorted(held, key=lot):
        groups.setdefault(held[code][1], []).append(code)
    exact = {name: (quota * len(codes) // len(held), quota * len(codes) % len(held)) for name, codes in groups.items()}
    spare = quota - sum(whole for whole, _ in exact.values())
    lucky = sorted(groups, key=lambda name: (-exact[name][1], lot(name)))[:spare]
    taken = {code for name, codes in groups.items() for code in codes[: exact[name][0] + (name in lucky)]}
    order = [(code, held[code][1]) for code in sorted(held, key=lot)]
    return digest, [one for one in order if one[0] in taken], [one for one in order if one[0] not in taken]
