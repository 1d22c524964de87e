import Testing

@testable import CEL

/// Operators, after the areas `integer_math`, `fp_math`, `comparisons`, `logic`, `lists`, `fields` and `dynamic` of the conformance tests.
struct OperatorTests {
    @Test(arguments: [
        ("1 + 2 * 3", "7"), ("(1 + 2) * 3", "9"), ("10 - 4 - 3", "3"), ("7 / 2", "3"), ("-7 / 2", "-3"), ("-7 % 3", "-1"),
        ("7u % 4u", "3u"),
        ("2.0 * 1.5", "3.0"), ("1.0 / 0.0", "inf"), ("- -1", "1"), ("-(1)", "-1"), ("--1.5", "1.5"), ("'a' + 'b'", "'ab'"),
        ("b'a' + b'b'", "b[97, 98]"), ("[1] + [2]", "[1, 2]"), ("!true", "false"), ("!!true", "true"), ("1 + 2 == 3 && 2 < 3", "true"),
        ("true || false && false", "true"), ("false ? 1 : true ? 2 : 3", "2"), ("true ? 1 : 1 / 0", "1"), ("2 * 3 % 4", "2"),
        ("!(1 == 2) && 1 != 2", "true"), ("1 in [1, 2] == true", "true"),
    ])
    func `precedence and arithmetic`(source: String, value: String) { #expect(Sample.result(source) == value) }

    @Test(arguments: [
        ("9223372036854775807 + 1", "integer overflow"), ("-9223372036854775808 - 1", "integer overflow"),
        ("9223372036854775807 * 2", "integer overflow"), ("-9223372036854775808 / -1", "integer overflow"),
        ("-(-9223372036854775808)", "integer overflow"), ("0u - 1u", "unsigned integer overflow"),
        ("18446744073709551615u + 1u", "unsigned integer overflow"), ("1 / 0", "division by zero"), ("1 % 0", "modulus by zero"),
        ("1u / 0u", "division by zero"), ("object.list[3]", "index out of bounds: 3"), ("object.list[-1]", "index out of bounds: -1"),
        ("{'a': 1}['b']", "no such key: b"), ("object.missing", "no such key: missing"), ("object.missing.deeper", "no such key: missing"),
        ("{1: 2, 1u: 3}", "duplicate key in map: 1"), ("object.spec.replicas.x", "no such overload: int has no fields"),
        ("object.metadata.name + 1", "no such overload: _+_(string, int)"), ("object.list['a']", "unsupported index type 'string' in list"),
        ("object.spec.on < object.list", "no such overload: _<_(bool, list)"), ("!object.list", "no such overload: !_(list)"),
        ("object.list ? 1 : 2", "no such overload"), ("object.list && true", "no such overload"),
    ])
    func `what has no value is an error`(source: String, message: String) {
        #expect(Sample.result(source) == "evaluation: \(message)" || Sample.result(source).hasPrefix("check: "), "\(Sample.result(source))")
    }

    @Test(arguments: [
        ("1 == 1", "true"), ("'a' == 'b'", "false"), ("dyn(1) == 1.0", "true"), ("dyn(1) == 1u", "true"), ("dyn(1) == '1'", "false"),
        ("dyn(null) == 1", "false"), ("null == null", "true"), ("dyn(9007199254740993) == 9007199254740992.0", "false"),
        ("[1, 2] == [1, 2]", "true"), ("[1, 2] == [2, 1]", "false"), ("{'a': 1, 'b': 2} == {'b': 2, 'a': 1}", "true"),
        ("{'a': 1} == {'a': 2}", "false"), ("{'a': 1} == {'b': 1}", "false"), ("0.0 / 0.0 == 0.0 / 0.0", "false"),
        ("0.0 / 0.0 != 0.0 / 0.0", "true"), ("1 < 2", "true"), ("1 < 1.5", "true"), ("2u > 1", "true"), ("-1 < 0u", "true"),
        ("1.5 >= 1u", "true"), ("9223372036854775807 < 9223372036854775808.0", "true"), ("1 < 0.0 / 0.0", "false"),
        ("1 > 0.0 / 0.0", "false"),
        ("'abc' < 'abd'", "true"), ("'' < 'a'", "true"), ("b'a' <= b'b'", "true"), ("false < true", "true"),
        ("1e300 > 9223372036854775807", "true"),
        ("-1e300 < -9223372036854775807", "true"),
        ("object.metadata == {'name': 'web', 'labels': dyn({'app': 'web', 'a/b': 'c'})}", "true"),
    ])
    func `equality and order`(source: String, value: String) { #expect(Sample.result(source) == value) }

    @Test(arguments: [
        ("true || 1 / 0 == 1", "true"), ("1 / 0 == 1 || true", "true"), ("false && 1 / 0 == 1", "false"), ("1 / 0 == 1 && false", "false"),
        ("1 / 0 == 1 || false", "evaluation: division by zero"), ("true && 1 / 0 == 1", "evaluation: division by zero"),
        ("1 / 0 == 1 || 1 % 0 == 1 || true", "true"), ("1 / 0 == 1 || 1 % 0 == 1", "evaluation: division by zero"),
        ("object.list || true", "true"), ("has(object.spec) && object.spec.replicas == 3", "true"),
        ("!has(object.status) || object.status.ready", "true"),
    ])
    func `and and or absorb errors from both sides`(source: String, value: String) { #expect(Sample.result(source) == value) }

    @Test(arguments: [
        ("2 in [1, 2]", "true"), ("3 in [1, 2]", "false"), ("'a' in {'a': 1}", "true"), ("'name' in object.metadata", "true"),
        ("'a/b' in object.metadata.labels", "true"), ("1.0 in object.list", "true"), ("object.metadata.labels['a/b']", "'c'"),
        ("object['spec']['replicas']", "3"), ("{1: 'a'}[dyn(1u)]", "'a'"), ("nested[1].a[0]", "2"), ("object.nothing == null", "true"),
        ("has(object.nothing)", "true"), ("has(object.spec.ratio)", "true"), ("has(object.spec.missing)", "false"),
        ("has({'a': 1}.a)", "true"),
        ("has(object.missing.x)", "evaluation: no such key: missing"), ("object.spec.ratio == 0.5", "true"),
    ])
    func `membership, selection and presence`(source: String, value: String) { #expect(Sample.result(source) == value) }

    @Test(arguments: [
        ("object.?spec.?replicas", "some(3)"), ("object.?missing.deeper", "none"), ("object.?missing.?deeper.orValue(7)", "7"),
        ("object.?spec.replicas.orValue(0)", "3"), ("object.list[?0]", "some(1)"), ("object.list[?9]", "none"),
        ("object.list[?9].hasValue()", "false"),
        ("object.metadata[?'name'].value()", "'web'"), ("empty[?'x'].value()", "evaluation: optional.none() dereference"),
        ("empty.?x.or(object.?spec.?on)", "some(true)"),
    ])
    func `optional values`(source: String, value: String) { #expect(Sample.result(source) == value) }
}
