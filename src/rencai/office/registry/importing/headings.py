"""The headings by which tables call a column, Chinese and English, besides its own name: separated by commas."""

from __future__ import annotations

from collections.abc import Mapping

TALENTS: Mapping[str, str] = {
    "name": "姓名, 名字, 中文姓名, 人才姓名, full name, chinese name",
    "latin_name": "英文名, 英文姓名, 外文姓名, 姓名拼音, english name, latin name",
    "gender": "性别, sex",
    "birth_date": "出生日期, 出生年月日, 出生年月, 生日, date of birth, birthday, dob",
    "nationality": "国籍, 国家, 国家（地区）, citizenship",
    "document_kind": "证件类型, 证件种类, 证件类别, id type, document type",
    "document_number": (
        "证件号码, 证件号, 身份证号, 身份证号码, 公民身份号码, 身份证, 护照号, id number, identity number, "
        "id card number, passport number"
    ),
    "phone": "手机, 手机号, 手机号码, 联系电话, 电话, 电话号码, 联系方式, mobile, telephone, phone number",
    "mailbox": "邮箱, 电子邮箱, 电子邮件, 邮箱地址, email, e-mail, email address",
    "place": "所在地, 区县, 所在区, 所在区县, 所属区县, 所属区域, 工作地, 工作地点, 地区, 区划, district, location",
    "degree": "学历, 学位, 最高学历, 最高学位, 学历学位, 文化程度, degree, education, education level",
    "school": "毕业院校, 毕业学校, 毕业高校, 院校, 学校, university, college, graduated from",
    "major": "专业, 所学专业, 专业名称, field of study",
    "graduated_on": "毕业时间, 毕业日期, 毕业年月, graduation date, date of graduation",
    "full_time_study": "全日制, 是否全日制, 全日制学历",
    "double_first_class": "双一流, 是否双一流, 双一流高校",
    "employer": (
        "单位, 单位名称, 工作单位, 用人单位, 用人单位名称, 所在单位, 现工作单位, 企业名称, "
        "company, company name, employer name, organisation"
    ),
    "employer_code": (
        "统一社会信用代码, 单位统一社会信用代码, 社会信用代码, 信用代码, 单位代码, "
        "unified social credit code, credit code"
    ),
    "occupation": "职业, 职业名称, 职业代码, 职业编码, 工种, occupation code",
    "post": "岗位, 岗位名称, 职务, 职位, position, job title",
    "started_on": "入职日期, 入职时间, 到岗时间, 到岗日期, 合同开始日期, 合同起始日期, start date, date joined",
    "full_time": "全职, 是否全职, full time job",
    "contract_months": "合同期限, 合同月数, 合同期限（月）, contract months, contract length",
    "open_ended": "无固定期限, 无固定期限合同, 是否无固定期限, permanent contract",
    "monthly_wage": "月薪, 月工资, 工资, 月收入, 税前月薪, salary, monthly salary",
}
ORGANISATIONS: Mapping[str, str] = {
    "credit_code": "统一社会信用代码, 社会信用代码, 信用代码, 单位代码, credit code",
    "name": "名称, 单位名称, 企业名称, 公司名称, 用人单位, 单位, company, organisation, organisation name",
    "name_en": "英文名称, 单位英文名称, english name",
    "kind": "类型, 单位类型, 类别, organisation kind, type",
    "policy_kind": "政策类别, 政策中的类别",
    "industry": "行业, 所属行业, 行业门类, 行业类别, sector",
    "place": "所在地, 区县, 所在区, 所在区县, 所属区县, 地区, 区划, 注册地, district, location",
}


def split(headings: str) -> tuple[str, ...]:
    return tuple(headings.split(", "))
