"""Random calls on one table with a global and a local index, for the comparison of two engines."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

TABLE: dict[str, Any] = {
    "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
    "AttributeDefinitions": [
        {"AttributeName": "pk", "AttributeType": "S"},
        {"AttributeName": "sk", "AttributeType": "N"},
        {"AttributeName": "group", "AttributeType": "S"},
        {"AttributeName": "label", "AttributeType": "S"},
    ],
    "GlobalSecondaryIndexes": [
        {
            "IndexName": "by_group",
            "KeySchema": [{"AttributeName": "group", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
            "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["a"]},
        }
    ],
    "LocalSecondaryIndexes": [
        {
            "IndexName": "by_label",
            "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "label", "KeyType": "RANGE"}],
            "Projection": {"ProjectionType": "ALL"},
        }
    ],
    "BillingMode": "PAY_PER_REQUEST",
    "StreamSpecification": {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
}
SORT_KEYS = {
    index["IndexName"]: index["KeySchema"][1]["AttributeName"]
    for index in (*TABLE["GlobalSecondaryIndexes"], *TABLE["LocalSecondaryIndexes"])
}
NAMES = ("a", "b", "c")
ALL_NAMES = {f"#{name}": name for name in (*NAMES, "pk", "sk", "group", "label", "m")}

NUMBERS = st.one_of(
    st.integers(-20, 20).map(str),
    st.sampled_from(["1.50", "0.001", "1E3", "1e-3", "12345678901234567890.5", "9" * 38]),
)
STRINGS = st.sampled_from(["", "x", "xy", "y", "ü", "\U0001f600", "￿"])
SCALARS = st.one_of(
    STRINGS.map(lambda text: {"S": text}),
    NUMBERS.map(lambda text: {"N": text}),
    st.booleans().map(lambda flag: {"BOOL": flag}),
    st.just({"NULL": True}),
    st.sampled_from([b"", b"\x00", b"\xff\x01"]).map(lambda data: {"B": data}),
)
SETS = st.one_of(
    st.lists(STRINGS, min_size=1, max_size=3, unique=True).map(lambda members: {"SS": members}),
    st.lists(st.integers(-3, 3).map(str), min_size=1, max_size=3, unique=True).map(lambda members: {"NS": members}),
)
VALUES = st.one_of(
    SCALARS,
    SETS,
    st.lists(SCALARS, max_size=3).map(lambda members: {"L": members}),
    st.dictionaries(st.sampled_from(NAMES), SCALARS, max_size=2).map(lambda fields: {"M": fields}),
)
KEYS = st.builds(lambda pk, sk: {"pk": {"S": pk}, "sk": {"N": sk}}, st.sampled_from("pq"), st.integers(0, 4).map(str))
ITEMS = st.builds(
    lambda key, fields, group, label: {
        **fields,
        **({} if group is None else {"group": {"S": group}}),
        **({} if label is None else {"label": {"S": label}}),
        **key,
    },
    KEYS,
    st.dictionaries(st.sampled_from([*NAMES, "m"]), VALUES, max_size=4),
    st.sampled_from([None, "g", "h"]),
    st.sampled_from([None, "l", "lm", "n"]),
)
SMALL = st.integers(-9, 9)
TYPES = st.sampled_from(["S", "N", "SS", "M", "L", "NULL"])
LABELS = st.sampled_from(["g", "h", "l", "lm"]).map(lambda text: {"S": text})
PATHS = st.sampled_from(["#a", "#b", "#c", "#m.#a", "#m.#b", "#a[0]", "#b[1]", "#m", "#m.#a[0]", "#pk", "#sk"])
PLACES = st.sampled_from(["#a", "#b", "#c", "#m.#a", "#m.#b", "#a[0]", "#b[1]", "#m"])


class Expression:
    """Draw an expression together with the values that it uses."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.values: dict[str, Any] = {}

    def value(self, strategy: st.SearchStrategy[Any] = VALUES) -> str:
        name = f":v{len(self.values)}"
        self.values[name] = self.draw(strategy)
        return name

    def condition(self, depth: int = 2) -> str:
        kinds = ["compare", "exists", "missing", "begins", "contains", "between", "in", "type", "size"]
        kind = self.draw(st.sampled_from(kinds + (["and", "or", "not"] if depth else [])))
        path = self.draw(PATHS)
        match kind:
            case "and" | "or":
                return f"({self.condition(depth - 1)}) {kind.upper()} {self.condition(depth - 1)}"
            case "not":
                return f"NOT {self.condition(depth - 1)}"
            case "compare":
                operator = self.draw(st.sampled_from(["=", "<>", "<", "<=", ">", ">="]))
                return f"{path} {operator} {self.value() if self.draw(st.booleans()) else self.draw(PATHS)}"
            case "exists":
                return f"attribute_exists({path})"
            case "missing":
                return f"attribute_not_exists({path})"
            case "begins":
                return f"begins_with({path}, {self.value(SCALARS)})"
            case "contains":
                return f"contains({path}, {self.value(SCALARS)})"
            case "between":
                low, high = (_digits(str(each)) for each in sorted(self.draw(st.tuples(SMALL, SMALL))))
                return (
                    f"{path} BETWEEN {self.value(st.just({'N': str(low)}))} AND {self.value(st.just({'N': str(high)}))}"
                )
            case "in":
                return f"{path} IN ({self.value()}, {self.value()})"
            case "type":
                return f"attribute_type({path}, {self.value(TYPES.map(_text))})"
        return f"size({path}) {self.draw(st.sampled_from(['=', '<', '>']))} {self.value(NUMBERS.map(_digits))}"

    def update(self) -> str:
        clauses: dict[str, list[str]] = {}
        for place in self.draw(st.lists(PLACES, min_size=1, max_size=3)):
            verb = self.draw(st.sampled_from(["SET", "SET", "REMOVE", "ADD", "DELETE"]))
            match verb:
                case "SET" if self.draw(st.sampled_from([False, False, False, True])):
                    action = f"{self.draw(st.sampled_from(['#group', '#label']))} = {self.value(LABELS)}"
                case "SET":
                    action = f"{place} = {self.operand()}"
                case "REMOVE":
                    action = place
                case _:
                    action = f"{place} {self.value(st.one_of(SETS, NUMBERS.map(_digits)))}"
            clauses.setdefault(verb, []).append(action)
        return " ".join(f"{verb} {', '.join(actions)}" for verb, actions in clauses.items())

    def operand(self) -> str:
        match self.draw(st.sampled_from(["value", "path", "default", "plus", "minus", "append"])):
            case "path":
                return self.draw(PATHS)
            case "default":
                return f"if_not_exists({self.draw(PATHS)}, {self.value()})"
            case "plus":
                return f"{self.draw(PATHS)} + {self.value(NUMBERS.map(_digits))}"
            case "minus":
                default, less = self.value(NUMBERS.map(_digits)), self.value(NUMBERS.map(_digits))
                return f"if_not_exists({self.draw(PATHS)}, {default}) - {less}"
            case "append":
                return f"list_append({self.draw(PATHS)}, {self.value(st.just({'L': [{'S': 'new'}]}))})"
        return self.value()


def _text(text: str) -> dict[str, str]:
    return {"S": text}


def _digits(text: str) -> dict[str, str]:
    return {"N": text}


def with_placeholders(request: dict[str, Any], expression: Expression) -> dict[str, Any]:
    """Add the names and values that the texts of a request use."""
    texts = " ".join(value for name, value in request.items() if name.endswith("Expression"))
    names = {short: name for short, name in ALL_NAMES.items() if short in texts.replace("(", " ").replace(".", " ")}
    names = {short: name for short, name in names.items() if _used(short, texts)}
    if names:
        request["ExpressionAttributeNames"] = names
    if expression.values:
        request["ExpressionAttributeValues"] = expression.values
    return request


def _used(short: str, texts: str) -> bool:
    return any(word == short for word in texts.replace("#", " #").replace("[", " ").translate(_BREAKS).split())


_BREAKS = str.maketrans(dict.fromkeys("(),.=<>+-]", " "))


@st.composite
def writes(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    expression = Expression(draw)
    kind = draw(st.sampled_from(["PutItem", "PutItem", "UpdateItem", "UpdateItem", "DeleteItem"]))
    request: dict[str, Any] = {"Item": draw(ITEMS)} if kind == "PutItem" else {"Key": draw(KEYS)}
    if kind == "UpdateItem":
        request["UpdateExpression"] = expression.update()
    if draw(st.booleans()):
        request["ConditionExpression"] = expression.condition()
        request["ReturnValuesOnConditionCheckFailure"] = "ALL_OLD"
    request["ReturnValues"] = draw(st.sampled_from(["NONE", "ALL_OLD", *(["ALL_NEW"] if kind == "UpdateItem" else [])]))
    return kind, with_placeholders(request, expression)


@st.composite
def reads(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    expression = Expression(draw)
    index = draw(st.sampled_from([None, "by_group", "by_label"]))
    match index:
        case None:
            text = f"#pk = {expression.value(st.sampled_from('pq').map(_text))}"
            number = st.integers(0, 4).map(lambda number: _digits(str(number)))
            operator = draw(st.sampled_from(["", "=", "<", "<=", ">", ">=", "BETWEEN"]))
            if operator == "BETWEEN":
                text += f" AND #sk BETWEEN {expression.value(number)} AND {expression.value(number)}"
            elif operator:
                text += f" AND #sk {operator} {expression.value(number)}"
        case "by_group":
            text = f"#group = {expression.value(st.sampled_from('gh').map(_text))}"
        case _:
            text = f"#pk = {expression.value(st.sampled_from('pq').map(_text))}"
            if draw(st.booleans()):
                text += f" AND begins_with(#label, {expression.value(st.sampled_from(['l', 'n', 'lm']).map(_text))})"
    request: dict[str, Any] = {"KeyConditionExpression": text}
    if index is not None:
        request["IndexName"] = index
    else:
        request["ConsistentRead"] = True
    if draw(st.booleans()):
        request["FilterExpression"] = expression.condition()
    request["ScanIndexForward"] = draw(st.booleans())
    if draw(st.booleans()):
        request["Limit"] = draw(st.integers(1, 4))
    return "Query", with_placeholders(request, expression)


@st.composite
def transactions(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    actions = []
    # Two actions on one item are invalid; DynamoDB Local notices that only when their conditions hold.
    for kind, request in draw(st.lists(writes(), min_size=1, max_size=3, unique_by=_place)):
        del request["ReturnValues"]
        if kind == "DeleteItem" and "ConditionExpression" in request and draw(st.booleans()):
            actions.append({"ConditionCheck": request})
        else:
            actions.append({kind.removesuffix("Item"): request})
    return "TransactWriteItems", {"TransactItems": actions}


def _place(write: tuple[str, dict[str, Any]]) -> tuple[str, str]:
    key = write[1].get("Key") or write[1]["Item"]
    return key["pk"]["S"], key["sk"]["N"]
