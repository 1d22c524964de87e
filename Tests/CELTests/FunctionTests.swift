import Testing

@testable import CEL

/// Functions and macros, after the areas `conversions`, `macros`, `string` and `string_ext` of the conformance tests.
struct FunctionTests {
    @Test(arguments: [
        ("int('42')", "42"), ("int(3.9)", "3"), ("int(-3.9)", "-3"), ("int(7u)", "7"),
        ("int('x')", "evaluation: type conversion error from 'string' to 'int': \"x\""),
        ("int(1e19)", "evaluation: integer overflow"), ("int(18446744073709551615u)", "evaluation: integer overflow"), ("uint(7)", "7u"),
        ("uint(-1)", "evaluation: unsigned integer overflow"), ("uint('8')", "8u"), ("uint(2.5)", "2u"), ("double(1)", "1.0"),
        ("double('2.5')", "2.5"),
        ("double(3u)", "3.0"), ("double('x')", "evaluation: type conversion error from 'string' to 'double': \"x\""), ("string(1)", "'1'"),
        ("string(1u)", "'1'"), ("string(1.5)", "'1.5'"), ("string(2.0)", "'2'"), ("string(true)", "'true'"), ("string('a')", "'a'"),
        ("string(b'abc')", "'abc'"), (#"string(b'\xff')"#, "evaluation: invalid UTF-8 in bytes"), ("bytes('é')", "b[195, 169]"),
        ("bool('true')", "true"),
        ("bool('F')", "false"), ("bool('yes')", "evaluation: type conversion error from 'string' to 'bool': \"yes\""), ("type(1)", "int"),
        ("type(1) == int", "true"), ("type('a') == int", "false"), ("type(null) == null_type", "true"), ("type(type(1)) == type", "true"),
        ("type(object.list) == list", "true"), ("type(empty) == map", "true"),
        ("uint('x')", "evaluation: type conversion error from 'string' to 'uint': \"x\""),
    ])
    func conversions(source: String, value: String) { #expect(Sample.result(source) == value) }

    @Test(arguments: [
        ("[1, 2, 3].all(x, x > 0)", "true"), ("[1, 2, 3].all(x, x > 1)", "false"), ("[].all(x, false)", "true"),
        ("[1, 2].exists(x, x == 2)", "true"),
        ("[].exists(x, true)", "false"), ("[1, 2, 2].exists_one(x, x == 2)", "false"), ("[1, 2].exists_one(x, x == 2)", "true"),
        ("[1, 2, 3].filter(x, x != 2)", "[1, 3]"), ("[1, 2].map(x, x * 2)", "[2, 4]"), ("[1, 2, 3].map(x, x > 1, x * x)", "[4, 9]"),
        ("{'b': 1, 'a': 2}.map(k, k)", "['a', 'b']"), ("{'a': 1}.all(k, k == 'a')", "true"),
        ("object.spec.all(k, k in ['replicas', 'ratio', 'on'])", "true"),
        ("[1, 0].all(x, 1 / x == 5)", "false"), ("[0, 1].all(x, 1 / x == 5)", "false"), ("[0, 1].exists(x, 1 / x == 1)", "true"),
        ("[0, 1].all(x, 1 / x == 1)", "evaluation: division by zero"), ("[0, 1].exists_one(x, 1 / x == 1)", "evaluation: division by zero"),
        ("[1, 2].map(x, [3].map(x, x + 1)[0] + x)", "[5, 6]"), ("[1].map(object, object)", "[1]"),
        ("[1].map(object, .object.spec.on)", "[true]"),
        ("[[1, 2], [3]].exists(l, l.exists(x, x == 3))", "true"),
        ("object.spec.replicas.all(x, true)", "evaluation: no such overload: int cannot be walked"),
    ])
    func macros(source: String, value: String) { #expect(Sample.result(source) == value) }

    @Test(arguments: [
        ("size('é😀')", "2"), ("'abc'.size()", "3"), ("size([1, 2])", "2"), ("size({'a': 1})", "1"), ("size(b'abc')", "3"),
        ("'abc'.startsWith('ab')", "true"),
        ("'abc'.startsWith('')", "true"), ("'abc'.endsWith('bc')", "true"), ("'abc'.endsWith('abcd')", "false"),
        ("'abc'.contains('b')", "true"),
        ("'abc'.contains('')", "true"), ("'AbÉ'.lowerAscii()", "'abÉ'"), ("'aBé'.upperAscii()", "'ABé'"), ("' a b\\n'.trim()", "'a b'"),
        ("'  '.trim()", "''"),
        ("'tacocat'.charAt(3)", "'o'"), ("'abc'.charAt(3)", "''"), ("'abc'.charAt(4)", "evaluation: index out of range: 4"),
        ("'tacocat'.indexOf('c')", "2"),
        ("'tacocat'.indexOf('c', 3)", "4"), ("'tacocat'.indexOf('x')", "-1"), ("'tacocat'.lastIndexOf('ac')", "1"),
        ("'abc'.lastIndexOf('abcd')", "-1"),
        ("'tacocat'.substring(4)", "'cat'"), ("'tacocat'.substring(0, 4)", "'taco'"),
        ("'a'.substring(2)", "evaluation: index out of range: 2"),
        ("'abc'.substring(2, 1)", "evaluation: invalid substring range. start: 2, end: 1"),
        ("'hello hello'.replace('he', 'we')", "'wello wello'"),
        ("'hello hello'.replace('he', 'we', 1)", "'wello hello'"), ("'ab'.replace('', '_')", "'_a_b_'"),
        ("'ab'.replace('', '_', 2)", "'_a_b'"),
        ("'a,b,c'.split(',')", "['a', 'b', 'c']"), ("'a,b,c'.split(',', 2)", "['a', 'b,c']"), ("'a,b'.split(',', 0)", "[]"),
        ("'ab'.split('')", "['a', 'b']"),
        ("['a', 'b'].join()", "'ab'"), ("['a', 'b'].join('-')", "'a-b'"), ("[].join(',')", "''"),
        ("object.list.join(',')", "evaluation: no such overload: join of a list with a int"),
    ])
    func strings(source: String, value: String) { #expect(Sample.result(source) == value) }

    @Test(arguments: [
        ("'abc'.matches('^a.c$')", "true"), ("'xabcx'.matches('abc')", "true"), ("'abc'.matches('^b')", "false"),
        ("matches('a1', '[a-z][0-9]')", "true"),
        (#"'a-1'.matches(r'^[a-z]+-\d+$')"#, "true"), (#"'٣'.matches(r'^\d$')"#, "false"), (#"'a.b'.matches('^a\\.b$')"#, "true"),
        ("'abc 123 d4'.find('[0-9]+')", "'123'"), ("'abc'.find('x')", "''"), ("'a1b22'.findAll('[0-9]+')", "['1', '22']"),
        ("'a'.matches('(')", "check: error parsing regexp: `(`"),
        ("'a'.matches(object.metadata.name + '(')", "evaluation: error parsing regexp: `web(`"),
        ("'aXb'.matches('(?i)axb')", "true"), ("'abab'.matches('^(ab)+$')", "true"), ("'a\\n'.matches('^a$')", "false"),
    ])
    func `regular expressions`(source: String, value: String) { #expect(Sample.result(source) == value) }

    @Test(arguments: [
        ("[1, 2, 2].isSorted()", "true"), ("[2, 1].isSorted()", "false"), ("['a', 'b'].isSorted()", "true"), ("[].isSorted()", "true"),
        ("[1, 2, 3].sum()", "6"),
        ("[1.5, 2.0].sum()", "3.5"), ("[].sum()", "0"), ("[3, 1, 2].min()", "1"), ("[3, 1, 2].max()", "3"),
        ("[].max()", "evaluation: min or max of an empty list"),
        ("[1, 2, 1].indexOf(1)", "0"), ("[1, 2, 1].lastIndexOf(1)", "2"), ("[1].indexOf(3)", "-1"),
        ("nested.isSorted()", "evaluation: no such overload: map and map have no order"),
        ("[9223372036854775807, 1].sum()", "evaluation: integer overflow"), ("['a', 'b'].sum()", "'ab'"),
    ])
    func lists(source: String, value: String) { #expect(Sample.result(source) == value) }

    @Test func `lists of Kubernetes' other types are compared and joined without regard to the order`() {
        func list(_ order: CELList.Order, _ elements: [CELValue]) -> CELBinding { .value(.list(CELList(elements, order: order))) }
        let bindings: [String: CELBinding] = [
            "set": list(.set, [.int(1), .int(2)]), "other": list(.set, [.int(2), .int(1)]),
            "keyed": list(.keyed(["k"]), [CELValue(["k": "a", "v": 1]), CELValue(["k": "b", "v": 2])]),
            "turned": list(.keyed(["k"]), [CELValue(["k": "b", "v": 2]), CELValue(["k": "a", "v": 1])]),
        ]
        for (source, value) in [
            ("set == other", "true"), ("set == [2, 1, 3]", "false"), ("set + [2, 3]", "[1, 2, 3]"), ("keyed == turned", "true"),
            ("(keyed + [{'k': 'b', 'v': dyn(5)}]).map(e, e.v)", "[1, 5]"), ("(keyed + [{'k': 'c', 'v': dyn(5)}]).size()", "3"),
        ] {
            #expect(Sample.result(source, bindings) == value, "\(source)")
        }
    }
}
