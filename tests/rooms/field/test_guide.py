"""What is told beside the questions of a clause."""

from flask import Flask

from audit_app.field.guide import METHODS, guide
from checklists import available, load


def test_every_clause_of_every_edition_has_its_guide_in_both_languages(app: Flask) -> None:
    with app.test_request_context():
        for name in available():
            edition = load(name)
            for leaf in edition.leaves:
                zh, en = guide(leaf, edition, "zh-CN"), guide(leaf, edition, "en")
                assert bool(zh.unless) == bool(en.unless) == bool(leaf.when), leaf.ref
                assert len(zh.records) == len(set(zh.records)) and all(zh.records)
                assert bool(zh.methods) == bool(leaf.methods) and set(leaf.methods) <= set(METHODS)
                assert zh.departments.count("、") == max(len(leaf.departments) - 1, 0)


def test_a_company_s_own_form_number_goes_and_other_digits_stay(app: Flask) -> None:
    import dataclasses

    edition = load("gbt-29490-2013")
    leaf = dataclasses.replace(
        edition.leaves[0], records=("10-管理评审报告", "管理评审报告", "2023 年度计划", "3D 图纸")
    )
    with app.test_request_context():
        assert guide(leaf, edition, "zh").records == ["管理评审报告", "2023 年度计划", "3D 图纸"]
