"""The values a register may give a certificate: status and credit class. Which cell holds them is read in `sheets`.

Source: decisions.md (Register); the words are data of the register and stay Chinese in every language.
"""

STATUSES = ("有效", "暂停", "撤销", "注销")
CREDIT_CLASSES = ("A", "B", "C", "D", "低", "中", "中高", "高")
IN_FORCE = "有效"
"""Only a certificate of this status can be drawn."""
