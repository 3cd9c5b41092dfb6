"""What is sent and answered, for the OpenAPI document and docs/api.md; tests send every request.

By operation. `QUERIES` stand in the address, `REQUESTS` are bodies, `ANSWERS` are successes.
"""

from typing import Any

PERSON = {
    "id": 42,
    "name": "林晓梅",
    "gender": "female",
    "birthday_on": "1992-03-14",
    "region": "杭州",
    "first_seen_at": "2026-01-08T02:11:40Z",
    "last_seen_at": "2026-11-20T12:30:05Z",
    "erased_at": None,
}
IDENTITIES = [
    {"channel": "user_id", "value": "u-1042"},
    {"channel": "phone", "value": "+8613800138000"},
]
SALE = {
    "id": 7,
    "channel": "shop",
    "number": "A-20261120-0007",
    "customer_id": 42,
    "store": None,
    "status": "paid",
    "placed_at": "2026-11-20T12:30:00Z",
    "currency": "CNY",
    "total_minor": 15900,
    "refunded_minor": 0,
    "quantity": 1,
}
LINE = {
    "sku": "D02",
    "name": "纸尿裤 L 码",
    "quantity": 1,
    "unit_minor": 15900,
    "amount_minor": 15900,
}
PRODUCT = {
    "id": 3,
    "sku": "D02",
    "name": "纸尿裤 L 码",
    "tier": "core",
    "category": "纸尿裤",
    "price_minor": 15900,
    "currency": "CNY",
    "is_listed": True,
}
WORD = {
    "channel": "sms",
    "purpose": "marketing",
    "granted": True,
    "evidence": "registration form, box ticked",
    "said_at": "2026-11-20T20:30:00+08:00",
}
NOTED = {
    "id": 5,
    "channel": "sms",
    "purpose": "marketing",
    "granted": True,
    "at": "2026-11-20T12:30:00Z",
    "evidence": "registration form, box ticked",
    "source": "key:2",
}

TAG = {
    "id": 5,
    "name": "囤货妈妈",
    "kind": "behaviour",
    "group": "",
    "description": "大促时一次买很多",
}
HELD = {
    "tag": TAG,
    "given_at": "2026-11-20T12:30:00Z",
    "source": "key:2",
    "why": "spring-fair",
}

QUERIES: dict[str, str] = {
    "give_tag": "why=spring-fair",
    "list_customers": "q=13800138000",
    "list_events": "size=10",
    "list_orders": "channel=shop&size=10",
    "list_products": "sku=D02",
}

REQUESTS: dict[str, dict[str, Any]] = {
    "tell_customers": {
        "customers": [
            {
                "identities": [
                    {"channel": "user_id", "value": "u-1042"},
                    {"channel": "phone", "value": "138 0013 8000"},
                ],
                "traits": {"name": "林晓梅", "gender": "female", "birthday": "1992-03-14"},
            }
        ]
    },
    "tell_orders": {
        "orders": [
            {
                "channel": "shop",
                "number": "A-20261120-0007",
                "customer_id": 42,
                "status": "paid",
                "status_at": "2026-11-20T20:30:00+08:00",
                "placed_at": "2026-11-20T20:30:00+08:00",
                "currency": "CNY",
                "total_minor": 15900,
                "lines": [LINE],
            }
        ]
    },
    "tell_products": {
        "products": [
            {"sku": "D02", "name": "纸尿裤 L 码", "tier": "core", "price_minor": 15900},
            {"sku": "S01", "name": "试用装", "tier": "lead_in"},
        ]
    },
    "say_consent": WORD,
}

ANSWERS: dict[str, dict[str, Any]] = {
    "list_customers": {"customers": [PERSON], "next": ""},
    "get_customer": PERSON | {"identities": IDENTITIES, "orders": 3, "spent_minor": 47700},
    "tell_customers": {"customer_ids": [42]},
    "list_events": {
        "events": [
            {
                "id": 9001,
                "kind": "order.placed",
                "occurred_at": "2026-11-20T12:30:00Z",
                "source": "key:2",
                "properties": {"status": "paid", "total_minor": 15900, "currency": "CNY"},
            }
        ]
    },
    "list_orders": {"orders": [SALE], "next": ""},
    "get_order": SALE | {"lines": [LINE], "refunds": []},
    "tell_orders": {"created": 1, "changed": 0, "unchanged": 0},
    "list_products": {"products": [PRODUCT], "next": ""},
    "get_product": PRODUCT,
    "tell_products": {"created": 1, "changed": 1, "unchanged": 0},
    "list_stores": {
        "stores": [
            {"id": 1, "code": "hz-01", "name": "西湖店", "region": "杭州", "is_open": True},
        ]
    },
    "list_tags": {"tags": [TAG]},
    "list_customer_tags": {"tags": [HELD]},
    "give_tag": {"tags": [HELD]},
    "take_tag": {"tags": []},
    "list_consents": {"now": [NOTED], "history": [NOTED], "next": ""},
    "say_consent": NOTED,
    "export_customer": {
        "customer": 42,
        "rows": [42],
        "profile": {"name": "林晓梅", "region": "杭州"},
        "traits": {"name": "林晓梅", "birthday": "1992-03-14"},
        "identities": [{"channel": "phone", "value": "+8613800138000", "shown": "138 0013 8000"}],
        "consents": [],
        "merges": [],
        "events": [{"kind": "order.placed", "occurred_at": "2026-11-20T12:30:00+00:00"}],
    },
    "erase_customer": {"erased_at": "2026-11-21T03:00:00Z"},
}
