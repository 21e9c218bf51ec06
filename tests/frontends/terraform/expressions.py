"""The expressions that are recorded through Terraform: each once, those of one function or construct together.

``python record.py`` evaluates them all; see there.
"""

from __future__ import annotations

from itertools import product

OPERANDS = ["0", "1", "-2", "2.5", '"2"', '"x"', '""', "true", "false", '"true"', "null", "[1]", "{ a = 1 }",
            "var.numbers", "terraform_data.u.id"]
ARITHMETIC = ["+", "-", "*", "/", "%", "<", ">=", "&&", "||"]

OPERATORS = r"""
1 + 2 * 3
(1 + 2) * 3
10 / 4
7 % 3
-7 % 3
7 % -3
7.5 % 2
-7.5 % 2
1 / 3
2 / 3
0.1 + 0.2
1.1 * 1.1
1e3
1E3
1e-3
1.50
100000000000000000000
12345678901234567890 + 1
1e100
1.5e300
123456789.123456789
0.1
9007199254740993
9007199254740993 + 0.5
3.0
-0
-(-1)
- 1
!true
!false
!"true"
!"no"
!null
!!true
!1
-"5"
-"x"
-true
1 == 1.0
1 == "1"
"1" == 1
true == "true"
true == 1
null == null
null == ""
null != null
"a" == null
1 != 2
[1, 2] == [1, 2]
[1, "2"] == [1, 2]
["1"] == [1]
[] == []
{} == {}
[] == {}
{ a = 1 } == { a = 1 }
{ a = 1 } == { a = "1" }
{ a = 1, b = 2 } == { b = 2, a = 1 }
{ a = 1 } == { a = 1, b = null }
tolist(["a"]) == ["a"]
tolist(["a"]) == tolist(["a"])
toset(["a", "b"]) == toset(["b", "a"])
toset(["a"]) == tolist(["a"])
tomap({ a = 1 }) == { a = 1 }
var.names == ["b", "a", "c", "a", "1", "true"]
var.empty_list == []
var.no_list == null
var.nothing == null
var.nothing == ""
true && true
true && false
false || true
false || false
true && "true"
true && "x"
true || null
null || true
null && false
"false" || "true"
1 < 2 && 2 < 3
1 < 2 == true
true == 1 < 2
1 + 1 == 2
2 > 1 || 1 / 0 == 1
false && 1 / 0 == 1
true && 1 / 0 == 1
1 / 0
1 % 0
0 / 5
"a" < "b"
"10" < "9"
"3" + 4
"3.5" * "2"
" 3" + 1
"0x10" + 1
"1e2" + 0
"+5" + 0
"-5" + 0
".5" + 0
"5." + 0
"1_000" + 0
"Inf" + 0
"NaN" + 0
"" + 1
true + 1
[1] + [2]
"a" + "b"
null + 1
!var.flag
-var.number
var.number + 1
var.number / 2
var.flag ? 1 : 2
var.secret == "hunter2"
length(var.secret)
1 - 1 - 1
2 - 3 * 4 + 5
8 / 4 / 2
10 % 4 * 2
1 < 2 ? 3 : 4
1 == 1 && 2 == 2 || false
!true || true
!(true || true)
-1 + 2
- -1
5 - -3
(5)
((5))
(null)
(true ? [1] : [2])[0]
true ? 1 : "a"
false ? 1 : "a"
true ? 1 : null
false ? 1 : null
true ? null : null
true ? "1" : 2
true ? true : "x"
true ? true : 1
true ? 1 : true
true ? [] : [1]
false ? [] : [1]
true ? [1] : ["a"]
true ? [1, 2] : ["a"]
true ? [1, "x"] : [true, 2]
true ? ["a"] : "a"
true ? {} : { a = 1 }
false ? {} : { a = 1 }
true ? { a = 1 } : { a = "x" }
true ? { a = 1 } : { b = "x" }
true ? { a = 1, b = [1] } : { a = 2, b = ["x"] }
true ? { a = 1, b = "x" } : { a = 2, c = true }
true ? { a = [1] } : { b = "x" }
true ? tolist([1]) : ["a", "b"]
false ? tolist([1]) : ["a", "b"]
true ? tolist([1]) : tolist(["a"])
true ? toset([1]) : toset(["a"])
true ? toset([1]) : [1]
true ? tomap({ a = 1 }) : { b = "x" }
true ? tomap({ a = 1 }) : tomap({ b = "x" })
true ? [tolist([1])] : [["a"]]
true ? null : [1]
true ? null : { a = 1 }
"true" ? 1 : 2
"false" ? 1 : 2
"yes" ? 1 : 2
1 ? 1 : 2
null ? 1 : 2
[] ? 1 : 2
true ? 1 : 1 / 0
false ? 1 / 0 : 1
true ? 1 / 0 : 1
true ? "a" : [1]
true ? false ? 1 : 2 : 3
true ? 1 : false ? 2 : 3
false ? 1 : false ? 2 : 3
false ? 1 : true ? 2 : 3
var.flag ? var.names : []
var.flag ? [] : var.names
var.flag ? ["only"] : var.names
!var.flag ? ["only"] : var.names
var.nothing != null ? var.nothing : "default"
var.flag ? var.tags : {}
!var.flag ? var.tags : {}
var.flag ? { a = "b" } : var.tags
var.flag ? var.server : null
var.flag ? 1 : var.secret
sensitive(true) ? 1 : 2
local.none == null ? "none" : local.none
"""

TRAVERSALS = r"""
var.names[0]
var.names["0"]
var.names[5]
var.names[6]
var.names[-1]
var.names[1.5]
var.names["x"]
var.names[null]
var.names[true]
var.names.0
var.names.9
[1, 2, 3][1]
[1, 2, 3].1
["a"][0]
["a"]["0"]
[][0]
[1, "a"][1]
{ a = 1 }.a
{ a = 1 }["a"]
{ a = 1 }.b
{ a = 1 }["b"]
{ "1" = "x" }[1]
{ "1" = "x" }["1"]
{ "a b" = 1 }["a b"]
{ true = 1 }[true]
var.tags.Name
var.tags["Name"]
var.tags.Missing
var.tags["Missing"]
var.tags[0]
var.set[0]
var.set["a"]
var.set.a
var.text[0]
var.text.a
1[0]
null[0]
null.a
var.nothing.a
var.nothing[0]
var.server.name
var.server.port
var.server.tags
var.server.owner
var.server.disk
var.server.disk.kind
var.server.extra
var.server
var.servers
var.servers[1].rules[0].to
var.server_map
var.server_map.one
var.server_map["one"].b
var.pair
var.pair[0]
var.pair[2]
var.anything
var.anything.list
var.anything.list[1]
var.anything.nested.deep
var.any_list
var.any_map
var.any_set
var.numbers
var.set
var.tags
var.names
var.nothing
var.no_list
var.empty_list
var.empty_map
var.filled
var.missing
var.secret
local.list
local.missing
local.map.a
local.people[*].name
local.people.*.name
local.people[*]["age"]
local.people[*].missing
local.people[0][*]
local.people[0][*].name
local.people[0].*.name
local.nested[*]
local.nested.a.x[*]
values(local.nested)[*].x
values(local.nested)[*].x[0]
values(local.nested).*.x
values(local.nested).*.x.0
values(local.nested)[*].x[*]
local.people.*.name[0]
local.people[*].name[0]
local.people.*.age.0
var.nothing[*]
null[*]
null.*
local.none[*]
"a"[*]
1[*]
var.text[*]
var.text.*
[][*]
[][*].a
[1, 2][*]
[[1], [2]][*][0]
var.set[*]
var.names[*]
var.empty_list[*]
var.no_list[*]
var.tags[*]
var.tags[*].Name
[{ a = { b = 1 } }, { a = { b = 2 } }][*].a.b
[{ a = [{ b = 1 }, { b = 2 }] }, { a = [] }][*].a[*].b
tolist(local.people)[*].name
toset(local.people)[*].name
[for p in local.people : p.name]
local.list[length(local.list) - 1]
local.list[var.number - 14]
local.map[local.list[0]]
local.map["a${""}"]
{ a = { b = [1, { c = "deep" }] } }.a.b[1].c
path.module
path.root
path.foo
terraform.workspace
terraform.foo
each.key
count.index
self.id
foo.bar
data.x.y
terraform_data.missing.id
module.missing.x
"""

FOR = r"""
[for x in local.list : upper(x)]
[for i, x in local.list : "${i}-${x}"]
[for x in [1, 2, 3] : x * 2 if x > 1]
[for x in [] : x]
[for x in null : x]
[for x in "abc" : x]
[for x in 5 : x]
[for k, v in local.map : "${k}=${v}"]
[for v in local.map : v]
[for k, v in { b = 1, a = 2 } : k]
[for x in var.set : x]
[for i, x in var.set : i]
[for x in toset([3, 1, 2]) : x]
[for x in toset([10, 9, "a"]) : x]
{ for x in local.list : x => upper(x) }
{ for i, x in local.list : i => x }
{ for k, v in local.map : v => k }
{ for k, v in local.map : k => v if v > 1 }
{ for p in local.people : p.age => p.name }
{ for p in local.people : p.age => p.name... }
{ for p in local.people : p.name => p... if p.age > 20 }
{ for x in [] : x => x }
{ for x in [] : x => x... }
{ for x in ["a", "b"] : "same" => x }
{ for x in ["a", null] : x => 1 }
{ for x in [1, 2] : [x] => 1 }
{ for x in [true, false] : x => 1 }
{ for x in [1.5, 2] : x => 1 }
{ for x in local.list : "k-${x}" => { name = x } }
[for x in [1, 2] : x if "true"]
[for x in [1, 2] : x if null]
[for x in [1, 2] : x if "maybe"]
[for x in [1, 2] : x if 1]
[for x in [[1, 2], [3]] : [for y in x : y * 10]]
flatten([for k, v in local.nested : [for n in v.x : { k = k, n = n }]])
[for x in [1, 2] : [for x in [x] : x]]
[for s in var.servers : s.name if length(s.rules) > 0]
{ for s in var.servers : s.name => s.size }
{ for name, s in var.server_map : name => s.b }
[for x in { a = 1 } : x]
[for x in tomap({ b = 1, a = 2 }) : x]
[for x in [1, "a", true, null] : x]
[for x in local.list : x if contains(["a"], x)]
[for i in range(3) : i]
toset([for x in [1, 1, 2] : x])
{ for x in toset(["z", "y"]) : x => length(x) }
[for x in [1, 2] : 1 / 0]
[for x in [] : 1 / 0]
[for x in [1, 2] : undefined.x]
[for x in local.missing : x]
[for x in sensitive(["a"]) : x]
{ for x in ["a"] : sensitive(x) => x }
{ for x in ["a"] : x => sensitive(x) }
[for x in ["a"] : x if sensitive(true)]
[for x in [1, 2]: x]
[for x in [1,2]:x]
{for x in [1,2]:x=>x}
[for x in var.no_list : x]
[for x in local.people : merge(x, { n = length(x.name) })]
{ for k, v in { a = [1], b = [] } : k => v[0] if length(v) > 0 }
{ for k, v in var.tags : lower(k) => upper(v) }
"""

LITERALS = r"""
[]
{}
[1, "a", true, null]
[1, 2,]
{ a = 1, b = 2 }
{ a = 1, b = 2, }
{ a : 1, b : 2 }
{ "a" = 1 }
{ "a b" = 1 }
{ (var.text) = 1 }
{ var.text = 1 }
{ "${var.text}-x" = 1 }
{ 1 = "a" }
{ 1.5 = "a" }
{ true = "a" }
{ null = "a" }
{ (null) = "a" }
{ ("a") = 1, ("a") = 2 }
{ a = 1, a = 2 }
{ [1] = 2 }
{ ([1]) = 2 }
{ upper("a") = 2 }
{ (upper("a")) = 2 }
{ a = { b = { c = [] } } }
{ if = 1, for = 2 }
{ a-b = 1 }
{ a.b = 1 }
true
false
null
"a"
""
"a\nb"
"tab\there"
"quote\"d"
"back\\slash"
"\u00e9"
"\U0001F600"
"\r\n"
"\x"
"\a"
"\u12"
"\u00zz"
"$"
"$$"
"$${"
"$${a}"
"%%{a}"
"%"
"%%"
"%{"
"$ {"
"$$${var.text}"
"a$b"
"100%"
"ünïcode"
"日本"
"e\u0301"
"${"a"}"
"${1}"
"${true}"
"${null}"
"${[1]}"
"${{}}"
"x${1}"
"x${true}"
"x${null}"
"x${[1]}"
"x${{}}"
"x${1.50}"
"x${1e21}"
"x${1/3}"
"${var.text}"
"${var.names}"
"${var.text} ${var.region}"
"${var.secret}"
"x${var.secret}"
"${"nested ${"deep ${var.text}"}"}"
"${var.flag ? "yes" : "no"}"
"${ var.text }"
"  ${~ var.text ~}  "
"a ${~ var.text } b"
"a ${ var.text ~} b"
"a\n ${~ var.text ~} \n b"
"%{ if true }yes%{ endif }"
"%{ if false }yes%{ endif }"
"%{ if var.flag }yes%{ else }no%{ endif }"
"%{ if !var.flag }yes%{ else }no%{ endif }"
"%{ if true ~} yes %{~ endif }"
"%{ if null }a%{ endif }"
"%{ if "x" }a%{ endif }"
"%{ if "true" }a%{ endif }"
"%{ for x in local.list }${x},%{ endfor }"
"%{ for i, x in local.list }${i}=${x} %{ endfor }"
"%{ for k, v in local.map }${k}${v}%{ endfor }"
"%{ for x in local.list ~} ${x} %{ endfor ~} "
"%{ for x in [] }${x}%{ endfor }"
"%{ for x in null }${x}%{ endfor }"
"%{ for x in [[1, 2], [3]] }%{ for y in x }${y}%{ endfor };%{ endfor }"
"%{ for x in [1, 2, 3] }%{ if x > 1 }${x}%{ endif }%{ endfor }"
"%{ for x in [null] }${x}%{ endfor }"
"%{ if true }"
"%{ endif }"
"%{ else }"
"%{ for x in [] }"
"%{ foo }"
"%{ if true }a%{ else }b%{ else }c%{ endif }"
"${}"
"${ }"
"${1 2}"
"unterminated
'single'
"a${"b"}c"
"${var.text}${var.text}"
"${"a"}${1}"
1..2
1.
.5
0x10
007
1__0
1e
@
a b
1 +
(1
[1
{ a = 1
{ a }
{ a = }
upper(
upper("a"
upper("a",)
upper("a" "b")
upper(,)
true ? 1
true ? 1 :
true ? : 1
a ? b
[for x in [1] x]
[for in [1] : x]
[for x [1] : x]
{ for x in [1] : x }
{ for x in [1] : x => }
[for x in [1] : x => x]
[1 2]
{ a = 1 b = 2 }
a.
a.[0]
a[
a[]
a..b
1 === 1
1 = 1
!
1 & 1
1 | 1
a ?? b
`x`
"a" "b"
x'
$
#
&& true
=> 1
...
"""

UNKNOWN = r"""
terraform_data.u.id
terraform_data.u.output
terraform_data.u.input
"a-${terraform_data.u.id}"
"${terraform_data.u.id}-a"
"a-${terraform_data.u.id}" == "b"
"a-${terraform_data.u.id}" == "a-b"
"a-${terraform_data.u.id}" == null
terraform_data.u.id == null
terraform_data.u.id != null
terraform_data.u.id == "x"
terraform_data.u.output == null
startswith("a-${terraform_data.u.id}", "a")
startswith("a-${terraform_data.u.id}", "b")
startswith("a-${terraform_data.u.id}", "a-b")
"${terraform_data.u.id}-a" == "b"
[terraform_data.u.id]
length([terraform_data.u.id])
length(terraform_data.u.id)
length([terraform_data.u.id, "a"])
{ a = terraform_data.u.id }
{ (terraform_data.u.id) = 1 }
keys({ a = terraform_data.u.id })
values({ a = terraform_data.u.id, b = 1 })
[for x in [terraform_data.u.id, "b"] : upper(x)]
[for x in [terraform_data.u.id, "b"] : x if x == "b"]
{ for x in [terraform_data.u.id] : x => 1 }
{ for k, v in { a = terraform_data.u.id } : k => v }
terraform_data.u.id == "x" ? 1 : 2
terraform_data.u.id == "x" ? 1 : 1
terraform_data.u.id == "x" ? "a" : null
(terraform_data.u.id == "x" ? "a" : null) == null
(terraform_data.u.id == "x" ? "a" : "b") == null
(terraform_data.u.id == "x" ? "ab" : "ac") == "x"
length(terraform_data.u.id == "x" ? ["a"] : ["b"])
length(terraform_data.u.id == "x" ? ["a"] : ["b", "c"])
upper(terraform_data.u.id)
upper(terraform_data.u.id) == null
coalesce(terraform_data.u.id, "x")
coalesce(null, terraform_data.u.id, "x")
coalesce("x", terraform_data.u.id)
coalesce("a-${terraform_data.u.id}", "x")
coalesce(terraform_data.u.id, "x") == null
try(terraform_data.u.id, "x")
can(terraform_data.u.id)
can(terraform_data.u.output.foo)
try(terraform_data.u.output.foo, "x")
terraform_data.u.id && true
true || terraform_data.u.id == "x"
false && terraform_data.u.id == "x"
terraform_data.u.id == "x" || true
terraform_data.u.id == "x" && false
!(terraform_data.u.id == "x")
terraform_data.u.id + 1
terraform_data.u.id + 1 == null
-(terraform_data.u.id + 0)
terraform_data.u.id < 5
length(terraform_data.u.id) >= 0
length(terraform_data.u.id) < 0
merge({ a = 1 }, { b = terraform_data.u.id })
merge({ a = 1 }, { b = terraform_data.u.id }).a
concat(["a"], [terraform_data.u.id])[0]
concat(["a"], [terraform_data.u.id])[1]
contains(["a", terraform_data.u.id], "a")
contains(["a", terraform_data.u.id], "b")
distinct([terraform_data.u.id, "a"])
toset([terraform_data.u.id])
toset([terraform_data.u.id, "a"])
length(toset([terraform_data.u.id]))
length(toset([terraform_data.u.id, "a"]))
tolist([terraform_data.u.id])[0]
tolist(["a", terraform_data.u.id])[0]
jsonencode({ a = terraform_data.u.id })
startswith(jsonencode({ a = terraform_data.u.id }), "{")
startswith(jsonencode([terraform_data.u.id]), "{")
format("a-%s", terraform_data.u.id)
startswith(format("a-%s", terraform_data.u.id), "b")
join("-", ["a", terraform_data.u.id])
join("-", ["a", terraform_data.u.id]) == null
lookup({ a = terraform_data.u.id }, "a", "x")
lookup({ a = terraform_data.u.id }, "b", "x")
lookup({ a = "b" }, terraform_data.u.id, "x")
element([terraform_data.u.id, "b"], 1)
element(["a", "b"], length(terraform_data.u.id))
["a", "b"][length(terraform_data.u.id)]
flatten([[terraform_data.u.id], ["b"]])
flatten([terraform_data.u.output, ["b"]])
split(",", terraform_data.u.id)
length(split(",", terraform_data.u.id)) > 0
compact(["a", terraform_data.u.id])
alltrue([true, terraform_data.u.id == "x"])
alltrue([false, terraform_data.u.id == "x"])
anytrue([true, terraform_data.u.id == "x"])
anytrue([false, terraform_data.u.id == "x"])
sum([1, length(terraform_data.u.id)])
max(1, length(terraform_data.u.id))
zipmap(["a"], [terraform_data.u.id])
zipmap([terraform_data.u.id], ["a"])
tostring(terraform_data.u.id)
tonumber(terraform_data.u.id)
tobool(terraform_data.u.id)
slice(["a", terraform_data.u.id], 0, 1)
reverse(["a", terraform_data.u.id])
index(["a", terraform_data.u.id], "a")
one([terraform_data.u.id])
one([])
setunion(["a"], [terraform_data.u.id])
sort(["a", terraform_data.u.id])
terraform_data.u[*].id
terraform_data.u.id[*]
terraform_data.u.output[*]
length(terraform_data.u.id[*])
"%{ if terraform_data.u.id == "x" }a%{ endif }"
"%{ for x in [terraform_data.u.id] }${x}%{ endfor }"
"%{ for x in split(",", terraform_data.u.id) }${x}%{ endfor }"
[1, 2] == [1, terraform_data.u.id]
{ a = 1 } == { a = length(terraform_data.u.id) }
[2, length(terraform_data.u.id)] == [1, 2]
sensitive(terraform_data.u.id)
timestamp()
plantimestamp()
uuid()
bcrypt("x")
timestamp() == null
uuid() == ""
formatdate("YYYY", timestamp())
timeadd(timestamp(), "1h")
length(uuid())
substr(uuid(), 0, 8)
trimprefix("a-${terraform_data.u.id}", "a-")
replace("a-${terraform_data.u.id}", "a", "b")
cidrsubnet("10.0.0.0/${length(terraform_data.u.id)}", 8, 1)
regex("a", terraform_data.u.id)
yamlencode({ a = terraform_data.u.id })
base64encode(terraform_data.u.id)
base64encode(terraform_data.u.id) == null
type(terraform_data.u.id)
null == terraform_data.u
terraform_data.u == null
"""

MULTILINE = r"""
[
  1,
  2,
]
---
[
  1, # one
  // two
  2 /* three */
]
---
{
  a = 1
  b = 2
}
---
{
  a = 1,
  b = 2,
}
---
[
  for x in [1, 2] :
  # why
  x
]
---
{
  for x in [1, 2] : x => x
  if x == 1
}
---
<<EOT
plain
EOT
---
<<EOT
Hello ${var.text}
  indented
EOT
---
<<-EOT
    four
      six
    four
EOT
---
<<-EOT
    ${var.text}
      x
  EOT
---
<<-EOT
<tab>tab
<tab>  more
<tab>EOT
---
<<-EOT

    blank above

    and between
    EOT
---
<<EOT
EOT
---
<<EOT

EOT
---
<<-EOT
EOT
---
<<EOT
a\nb "quoted" \\ $${x} %%{y}
EOT
---
<<EOT
%{ for x in local.list ~}
- ${x}
%{ endfor ~}
EOT
---
<<-EOT
  %{ for x in local.list }
  - ${x}
  %{ endfor }
  EOT
---
<<-EOT
  %{ if var.flag ~}
  yes
  %{ else ~}
  no
  %{ endif ~}
  end
EOT
---
<<EOT
${var.text}
EOT
---
<<EOT
  ${~ var.text ~}
  x
EOT
---
<<-"EOT"
x
EOT
---
<<E-1
x
E-1
---
<< EOT
x
EOT
---
[<<A
one
A
, <<B
two
B
]
---
upper(<<EOT
shout
EOT
)
---
{
  a = <<EOT
body
EOT
  b = 1
}
---
"${<<EOT
inner
EOT
}"
"""

FUNCTIONS = r"""
abs(-5)
abs(5)
abs(-2.5)
abs("-3")
abs("x")
abs(null)
abs()
abs(1, 2)
abs(true)
abs([1])
abs(var.nothing)
ceil(1.2)
ceil(-1.2)
ceil(2)
ceil("1.5")
ceil("x")
floor(1.8)
floor(-1.2)
floor(1e20)
log(8, 2)
log(100, 10)
log(10, 2)
log(0, 10)
log(-1, 10)
log(1, 1)
pow(2, 10)
pow(2, -1)
pow(2, 0.5)
pow(0, 0)
pow(10, 20)
pow(2, 100)
pow(-8, 3)
pow(1.5, 2)
signum(-5)
signum(0)
signum(3.2)
signum(0.5)
max(1, 5, 3)
max(1.5, "2")
max("a")
max()
max([1, 2]...)
max([]...)
max(var.numbers...)
min(1, 5, 3)
min(-1, 2.5)
min()
min(null)
parseint("100", 10)
parseint("FF", 16)
parseint("ff", 16)
parseint("-FF", 16)
parseint("1011111011101111", 2)
parseint("aA", 62)
parseint("12", 2)
parseint("x", 10)
parseint("", 10)
parseint("10", 1)
parseint("10", 63)
parseint(10, 10)
parseint("1.5", 10)
parseint("+5", 10)
parseint("0x10", 16)
parseint("99999999999999999999999", 10)
parseint(null, 10)
parseint([1], 10)
chomp("a\n")
chomp("a\n\n")
chomp("a\r\n")
chomp("a")
chomp("\na")
chomp("a\r")
endswith("hello", "lo")
endswith("hello", "")
endswith("hello", "hello!")
startswith("hello", "he")
startswith("hello", "")
startswith("hello", "x")
startswith(null, "x")
strcontains("hello", "ell")
strcontains("hello", "")
strcontains("hello", "z")
strcontains(12345, 23)
format("Hello, %s!", "Ann")
format("%d", 12)
format("%d", "12")
format("%d", 1.5)
format("%d", "x")
format("%5d|", 12)
format("%-5d|", 12)
format("%05d", 12)
format("%+d", 12)
format("% d", 12)
format("%x", 255)
format("%X", 255)
format("%#x", 255)
format("%o", 8)
format("%b", 5)
format("%08b", 5)
format("%x", "hello")
format("%X", "hello")
format("%f", 1.5)
format("%.2f", 1.23456)
format("%8.2f|", 1.5)
format("%-8.2f|", 1.5)
format("%08.2f", -1.5)
format("%e", 12345.678)
format("%E", 12345.678)
format("%.3e", 12345.678)
format("%g", 12345.678)
format("%g", 1e21)
format("%G", 1e-7)
format("%.3g", 1234.5)
format("%s", 1.5)
format("%s", true)
format("%s", null)
format("%s", [1])
format("%s", { a = 1 })
format("%v", "x")
format("%v", 1)
format("%v", 1.5)
format("%v", true)
format("%v", null)
format("%v", [1, "a", null])
format("%v", { b = 1, a = "x" })
format("%#v", "x")
format("%#v", 1)
format("%#v", [1, "a"])
format("%q", "a\"b")
format("%q", 5)
format("%q", "é\n")
format("%t", true)
format("%t", "true")
format("%t", "x")
format("%t", 1)
format("%%")
format("100%%")
format("%")
format("%z", 1)
format("%s")
format("%s %s", "a")
format("%s", "a", "b")
format("a", "b")
format("%[1]s %[1]s", "a")
format("%[2]s %[1]s", "a", "b")
format("%[3]s", "a")
format("%[0]s", "a")
format("%5s|", "ab")
format("%-5s|", "ab")
format("%.1s", "abc")
format("%5.1s|", "abc")
format("%05s", "ab")
format("%*d", 5, 12)
format("%s-%02d", "web", 3)
format("%s", "日本")
format("%4s|", "日本")
format("%.1s", "日本")
format("%s", var.secret)
format("%d%%", 50)
format("%v %v", [true, "a"]...)
format(null, 1)
format("%d", null)
format("%d", 100000000000000000000)
format("%f", "x")
format("%s", 100000000000000000000)
format("%s", 1e-10)
formatlist("%s-%s", ["a", "b"], "x")
formatlist("%s-%s", ["a", "b"], ["x", "y"])
formatlist("%s-%s", ["a", "b"], ["x"])
formatlist("%s", [])
formatlist("hello")
formatlist("%s", "a")
formatlist("%d", [1, 2])
formatlist("%d", ["a"])
formatlist("%s", var.set)
formatlist("%s=%s", keys(var.tags), values(var.tags))
formatlist("%s", null)
formatlist("%s", [null])
indent(2, "a\nb\nc")
indent(0, "a\nb")
indent(4, "a")
indent(-1, "a\nb")
indent("2", "a\nb")
join(",", ["a", "b"])
join(",", [])
join("", ["a"])
join(",", ["a"], ["b", "c"])
join(",", [1, 2.5, true])
join(",", var.set)
join(",", "a")
join(",")
join(",", [["a"]])
join(",", ["a", null])
join(",", null)
join(null, ["a"])
join(", ", var.names)
lower("HÉLLO")
upper("héllo ß")
upper(null)
upper(5)
upper([])
title("hello world")
title("hello-world foo_bar x.y")
title("HELLO")
title("it's")
title("1st 2nd")
title("élan vital")
trim("  a  ", " ")
trim("?!hello?!", "!?")
trim("abc", "")
trim("", "a")
trimprefix("helloworld", "hello")
trimprefix("helloworld", "cat")
trimprefix("hellohello", "hello")
trimsuffix("helloworld", "world")
trimsuffix("helloworld", "cat")
trimspace("  hello\n\n")
trimspace("\t\r\n x \u00a0")
trimspace("")
strrev("hello")
strrev("☃a")
strrev("e\u0301x")
strrev("")
strrev(123)
substr("hello world", 1, 4)
substr("hello world", -5, -1)
substr("hello world", 6, 10)
substr("hello", 10, 2)
substr("hello", 0, 0)
substr("hello", 0, -1)
substr("hello", 1, -2)
substr("hello", -10, 2)
substr("🤔🤷x", 0, 1)
substr("e\u0301x", 0, 1)
substr("", 0, 1)
substr("hello", 1.5, 2)
replace("1 + 2 + 3", "+", "-")
replace("hello world", "/w.*d/", "everybody")
replace("abc", "", "-")
replace("abc", "/b/", "[$0]")
replace("abc", "/(b)(c)/", "$2$1")
replace("abc", "/(b)/", "${1}x")
replace("abc", "/(b)/", "$${1}x")
replace("abc", "/(b)/", "$1x")
replace("abc", "/(?P<n>b)/", "$n")
replace("abc", "/(?P<n>b)/", "$${n}!")
replace("abc", "/b/", "$$")
replace("abc", "/b/", "$9")
replace("abc", "/x*/", "-")
replace("abc", "/[/", "x")
replace("a/b", "/", "-")
replace("a//b", "//", "-")
replace("a.b.c", ".", "/")
replace("aaa", "a", "aa")
replace("a\\b", "\\", "/")
replace("hello", "/l{2}/", "L")
replace("été", "é", "e")
replace("ab", "/$/", "x")
split(",", "a,b,c")
split(",", "")
split("", "abc")
split(",", "abc")
split(", ", "a, b, c")
split(",", ",a,")
split("", "")
split(",", null)
split("", "日本")
regex("[a-z]+", "53453453.345345aaabbbccc23454")
regex("(\\d\\d\\d\\d)-(\\d\\d)-(\\d\\d)", "2019-02-01")
regex("^(?:(?P<scheme>[^:/?#]+):)?(?://(?P<authority>[^/?#]*))?", "https://terraform.io/docs/")
regex("[a-z]+", "53453453")
regex("(a)|(b)", "b")
regex("(?P<x>a)?b", "b")
regex("(?P<x>a)(b)", "ab")
regex("", "abc")
regex("a{2,3}", "aaaa")
regex("a+?", "aaa")
regex("[", "a")
regex("(?=a)", "a")
regex("(a)\\1", "aa")
regex("(?i)HELLO", "hello")
regex("\\bfoo\\b", "a foo b")
regex("^$", "")
regex(".", "é")
regex("\\p{L}+", "1éa2")
regex("(?s)a.b", "a\nb")
regex("a.b", "a\nb")
regex("[[:alpha:]]+", "12ab")
regex(null, "a")
regex("a", null)
regex("(\\w+)@(\\w+)", "me@here").0
length(regexall("a", "banana"))
regexall("[a-z]+", "1234abcd5678efgh9")
regexall("(\\w)(\\d)", "a1b2")
regexall("(?P<k>\\w)=(?P<v>\\d)", "a=1,b=2")
regexall("x", "abc")
regexall("a*", "baac")
regexall("", "ab")
regexall("(a)|(b)", "ab")
regexall("[", "a")
alltrue([true, true])
alltrue([true, false])
alltrue([])
alltrue(["true", true])
alltrue([null])
alltrue([true, null])
alltrue(["x"])
alltrue(null)
alltrue(true)
alltrue(toset([true]))
alltrue([1])
anytrue([false, true])
anytrue([false])
anytrue([])
anytrue([null, true])
anytrue([null])
anytrue(["true"])
chunklist(["a", "b", "c", "d", "e"], 2)
chunklist(["a", "b"], 1)
chunklist(["a"], 0)
chunklist([], 2)
chunklist(["a"], -1)
chunklist(["a"], 5)
chunklist([1, "a"], 1)
chunklist(["a"], 1.5)
coalesce("a", "b")
coalesce("", "b")
coalesce(null, "b")
coalesce(1, "b")
coalesce(null, 2, "b")
coalesce(["", "b"]...)
coalesce(null, null)
coalesce("", "")
coalesce(null)
coalesce()
coalesce([], ["a"])
coalesce({ a = 1 })
coalesce(null, ["a"], ["b"])
coalesce("a", ["b"])
coalesce(false, true)
coalesce(0, 1)
coalesce(var.nothing, var.text)
coalesce(true, "x")
coalescelist(["a"], ["b"])
coalescelist([], ["b"])
coalescelist([], [])
coalescelist()
coalescelist(null, ["a"])
coalescelist([], [1], ["a"])
coalescelist(var.empty_list, var.names)
coalescelist(toset([]), ["a"])
coalescelist(tolist([1]), tolist(["a"]))
coalescelist("a")
compact(["a", "", "b", null, "c"])
compact([])
compact(["", null])
compact([1, true, ""])
compact(var.names)
compact(null)
compact([["a"]])
concat(["a"], ["b"])
concat(["a"], [])
concat([], [])
concat([1], ["a"])
concat(["a"], [["b"]])
concat(tolist(["a"]), tolist([1]))
concat(tolist(["a"]), ["b"])
concat(tolist([1]), tolist([2]))
concat(["a"], toset(["b"]))
concat(["a"])
concat()
concat(null, ["a"])
concat(["a"], "b")
concat(["a"], { b = 1 })
concat(var.names, local.list)
concat(var.names, [1])
contains(["a", "b"], "a")
contains(["a", "b"], "c")
contains([], "a")
contains([1, 2], "1")
contains([1, 2], 1)
contains(["1"], 1)
contains([1, "a"], "1")
contains(tolist(["1"]), 1)
contains(var.set, "a")
contains({ a = 1 }, "a")
contains("abc", "a")
contains([null], null)
contains([true], "true")
contains([["a"]], ["a"])
contains(null, "a")
distinct(["a", "b", "a"])
distinct([])
distinct([1, "1"])
distinct([1, 1.0, 2])
distinct([[1], [1]])
distinct([null, null, "a"])
distinct(var.names)
distinct(null)
distinct([{ a = 1 }, { a = 1 }, { a = 2 }])
element(["a", "b", "c"], 1)
element(["a", "b", "c"], 3)
element(["a", "b", "c"], 4)
element(["a", "b", "c"], -1)
element(["a", "b", "c"], -3)
element([], 0)
element(["a", 1], 1)
element(["a"], 1.5)
element(["a"], "0")
element(["a"], null)
element(var.names, 7)
element(var.set, 0)
element(tolist([]), 0)
element({ a = 1 }, 0)
element("abc", 0)
flatten([["a", "b"], [], ["c"]])
flatten([[["a"], "b"], "c"])
flatten([])
flatten([[]])
flatten(["a", null])
flatten([toset(["b", "a"]), tolist(["x"])])
flatten("a")
flatten(null)
flatten({ a = 1 })
flatten([{ a = [1] }])
flatten(var.names)
flatten(toset(["a"]))
flatten([[1], null, ["a"]])
flatten([local.people[*].name, local.list])
index(["a", "b"], "b")
index(["a"], "x")
index([], "x")
index([1, 2], "1")
index({ a = 1 }, 1)
index(var.names, "a")
index([["a"]], ["a"])
keys({ b = 1, a = 2 })
keys({})
keys(tomap({ b = 1, a = 2 }))
keys(var.tags)
keys(var.empty_map)
keys([])
keys(null)
keys(var.server)
length([])
length(["a"])
length("hello")
length("日本")
length("e\u0301")
length("🤷🏽‍♂️")
length({ a = 1 })
length(var.set)
length(null)
length(5)
length(true)
length(tolist([]))
length(var.no_list)
length("")
lookup({ a = "x" }, "a", "d")
lookup({ a = "x" }, "b", "d")
lookup({ a = "x" }, "a")
lookup({ a = "x" }, "b")
lookup({ a = 1 }, "b", "d")
lookup({ a = 1 }, "a", "d")
lookup(tomap({ a = 1 }), "b", "d")
lookup(tomap({ a = 1 }), "a", "d")
lookup(tomap({ a = 1 }), "b", "5")
lookup(tomap({ a = 1 }), "b", null)
lookup(tomap({ a = "x" }), "b", 5)
lookup(var.tags, "Name", "x")
lookup(var.tags, "Nope", "x")
lookup(var.tags, "Nope")
lookup({ a = null }, "a", "d")
lookup(tomap({ a = null }), "a", "d")
lookup(null, "a", "d")
lookup({}, "a", [])
lookup([], "a", "d")
lookup({ a = 1 }, null, "d")
lookup({ a = 1 }, "a", "b", "c")
matchkeys(["a", "b", "c"], ["x", "y", "z"], ["y"])
matchkeys(["a", "b"], ["x", "x"], ["x"])
matchkeys(["a"], ["x", "y"], ["x"])
matchkeys([], [], ["x"])
matchkeys(["a"], ["x"], [])
matchkeys([1, 2], ["a", "b"], ["b"])
matchkeys(["a", "b"], [1, 2], ["2"])
merge({ a = 1 }, { b = 2 })
merge({ a = 1 }, { a = 2 })
merge({ a = 1 }, { b = "x" })
merge({ a = 1 }, null)
merge(null, null)
merge()
merge({})
merge([{ a = 1 }, { b = 2 }]...)
merge(tomap({ a = 1 }), { b = "x" })
merge(tomap({ a = 1 }), tomap({ b = 2 }))
merge(tomap({ a = 1 }), tomap({ b = "x" }))
merge(var.tags, { Extra = 1 })
merge(var.tags, var.no_list)
merge(var.tags, tomap({ Extra = "1" }))
merge({ a = { b = 1 } }, { a = { c = 2 } })
merge([1])
merge("a")
merge(var.empty_map, { a = 1 })
merge({ a = null }, { b = null })
one([])
one(["a"])
one(["a", "b"])
one(toset(["a"]))
one(null)
one(tolist([]))
one("a")
one([null])
one({ a = 1 })
range(3)
range(0)
range(1, 4)
range(1, 8, 2)
range(4, 1)
range(4, 1, -1)
range(10, 5, -2)
range(1, 4, 0)
range(1, 4, -1)
range(0, 1, 0.25)
range(2.5)
range(-3)
range()
range(1, 2, 3, 4)
range(1025)
range("3")
range(null)
range("x")
reverse(["a", "b", "c"])
reverse([])
reverse([1, "a"])
reverse(toset(["b", "a"]))
reverse(tolist(["b", "a"]))
reverse("abc")
reverse(null)
setintersection(["a", "b"], ["b", "c"])
setintersection(["a", "b"], ["b", "c"], ["b"])
setintersection(["a"])
setintersection([1, 2], ["1"])
setintersection([], ["a"])
setintersection(["a"], [])
setproduct(["a", "b"], ["x", "y"])
setproduct(["a"], [])
setproduct(["a"])
setproduct()
setproduct(["a"], [1, 2])
setproduct(["a", 1], [true])
setproduct(toset(["a", "b"]), toset(["x"]))
setproduct(tolist(["a"]), toset(["x"]))
setproduct(["a"], ["b"], ["c", "d"])
setproduct("a", ["b"])
setsubtract(["a", "b", "c"], ["a", "c"])
setsubtract(["a"], ["b"])
setsubtract([1, 2], ["1"])
setsubtract(var.set, ["a"])
setsubtract([], ["a"])
setunion(["a", "b"], ["b", "c"])
setunion(["a"])
setunion([1], ["a"])
setunion([], [])
setunion(["a"], null)
setunion(var.set, ["z"], [])
slice(["a", "b", "c", "d"], 1, 3)
slice(["a", "b"], 0, 2)
slice(["a", "b"], 0, 3)
slice(["a", "b"], 1, 1)
slice(["a", "b"], 2, 1)
slice(["a", "b"], -1, 1)
slice([], 0, 0)
slice(var.names, 1, 2)
slice(var.set, 0, 1)
slice("abc", 0, 1)
slice([1, "a"], 0, 1)
sort(["c", "a", "b"])
sort(["B", "a", "C"])
sort([10, 9, 1])
sort([])
sort(["a", null])
sort(var.set)
sort(["é", "e", "z"])
sort([true, "a"])
sort([["a"]])
sum([1, 2, 3])
sum([1.5, 2.5])
sum(["1", 2])
sum([])
sum([0.1, 0.2])
sum(["a"])
sum([null])
sum([1, null])
sum(null)
sum(toset([1, 2]))
sum({ a = 1 })
sum("a")
sum([true])
sum(var.numbers)
transpose({ a = ["1", "2"], b = ["2", "3"] })
transpose({})
transpose({ a = [] })
transpose({ a = [1] })
transpose({ a = "x" })
transpose({ a = null })
values({ b = 1, a = 2 })
values({ b = 1, a = "x" })
values(tomap({ b = 1, a = 2 }))
values({})
values(var.tags)
values(null)
values([])
zipmap(["a", "b"], [1, 2])
zipmap(["a", "b"], [1, "x"])
zipmap(["a"], [1, 2])
zipmap([], [])
zipmap(["a", "a"], [1, 2])
zipmap(["a", "b"], tolist([1, 2]))
zipmap([1, 2], ["a", "b"])
zipmap(toset(["a"]), [1])
zipmap(["a"], toset([1]))
zipmap(["a"], null)
zipmap([null], ["a"])
tobool("true")
tobool("false")
tobool(true)
tobool(1)
tobool("1")
tobool("0")
tobool("True")
tobool("TRUE")
tobool("yes")
tobool("")
tobool(null)
tobool([])
tolist(["a", "b"])
tolist([1, "a"])
tolist([1, true])
tolist([true, "a"])
tolist([])
tolist(toset(["b", "a"]))
tolist(null)
tolist("a")
tolist({ a = 1 })
tolist([1, [2]])
tolist([[1], ["a"]])
tolist([[1], ["a", "b"]])
tolist([{ a = 1 }, { a = "x" }])
tolist([{ a = 1 }, { b = "x" }])
tolist([{ a = 1 }, { a = [] }])
tolist([null, 1])
tolist([null])
tolist([null, null])
tolist(["a", sensitive("b")])
tomap({ a = 1, b = 2 })
tomap({ a = 1, b = "x" })
tomap({ a = 1, b = [2] })
tomap({ a = [1], b = ["x"] })
tomap({ a = {}, b = { c = 1 } })
tomap({ a = { x = 1 }, b = { x = "s" } })
tomap({})
tomap(null)
tomap([])
tomap("a")
tomap({ a = null, b = 1 })
tomap({ a = true, b = 1 })
tonumber("1")
tonumber("1.50")
tonumber(1)
tonumber("x")
tonumber("")
tonumber(null)
tonumber(true)
tonumber("1e3")
tonumber("0x1F")
tonumber(" 1")
tonumber([])
tonumber("1_0")
tonumber("1e400")
toset(["b", "a", "b"])
toset([1, "a"])
toset([1, 2, 1])
toset([])
toset(null)
toset("a")
toset({ a = 1 })
toset([null])
toset([[1], [1]])
toset([[2], [1]])
toset([{ a = 2 }, { a = 1 }, { a = 2 }])
toset([true, false])
toset([3, 20, 100])
toset(["3", "20", "100"])
tostring(1)
tostring(1.0)
tostring(1.5)
tostring(true)
tostring("a")
tostring(null)
tostring([])
tostring({})
tostring(["a"])
tostring(1e21)
tostring(0.1)
tostring(1 / 3)
tostring(-0)
tostring(123456789012345678901234567890)
tostring(1e-7)
try(1, 2)
try(local.missing_thing.x, 2)
try(1 / 0, "x")
try({}.a, "d")
try(var.tags.Missing, "d")
try([][0], null)
try(tonumber("x"), -1)
try(1 / 0, 2 / 0)
try()
try(null, 1)
try(upper(1, 2), "x")
try(nofunc(), "x")
try(sensitive("a"), "b")
try(var.server.missing, var.server.name)
can(1)
can(1 / 0)
can({}.a)
can(tonumber("x"))
can(regex("^a", "abc"))
can(regex("^b", "abc"))
can(local.missing.x)
can(null)
can()
can(1, 2)
can(nofunc())
sensitive("a")
sensitive([1])
sensitive(null)
sensitive(sensitive("a"))
nonsensitive(sensitive("a"))
nonsensitive("a")
nonsensitive(var.secret)
nonsensitive([sensitive("a")])
issensitive("a")
issensitive(sensitive("a"))
issensitive(var.secret)
issensitive([sensitive("a")])
issensitive("x${var.secret}")
issensitive(null)
ephemeralasnull("a")
ephemeralasnull(null)
upper(var.secret)
[var.secret]
{ a = var.secret }
length(var.secret)
var.secret == "x"
[for x in ["a"] : var.secret]
concat([var.secret], ["a"])
nonsensitive(length(var.secret))
nonsensitive(upper(var.secret))
jsonencode({ a = var.secret })
base64encode("hello")
base64encode("héllo")
base64encode("")
base64encode(1)
base64decode("aGVsbG8=")
base64decode("aGVsbG8")
base64decode("")
base64decode("!!!")
base64decode("/w==")
base64decode("aGVs\nbG8=")
base64gzip("hello")
base64gzip("")
base64sha256("hello")
base64sha512("hello")
md5("hello")
md5("")
sha1("hello")
sha256("hello")
sha512("hello")
sha256("héllo")
sha256(5)
urlencode("Hello World!")
urlencode("a/b?c=d&e=f")
urlencode("☃")
urlencode("-_.~*'()")
urldecode("a")
uuidv5("dns", "www.terraform.io")
uuidv5("url", "https://www.terraform.io/")
uuidv5("oid", "1.3.6.1.4")
uuidv5("x500", "CN=Example,C=GB")
uuidv5("6ba7b810-9dad-11d1-80b4-00c04fd430c8", "www.terraform.io")
uuidv5("nope", "x")
uuidv5("dns", "")
csvdecode("a,b,c\n1,2,3\n4,5,6\n")
csvdecode("a,b\n1,\"x,y\"\n")
csvdecode("a\n")
csvdecode("")
csvdecode("a,b\n1\n")
csvdecode("a,a\n1,2\n")
csvdecode("a,b\n1,2,3\n")
csvdecode("a,b\r\n1,2\r\n")
csvdecode("a,b\n\n1,2\n")
csvdecode("a,b\n \"x\",2\n")
csvdecode("a,b\n\"x\"\"y\",2\n")
csvdecode("a,b\n\"x,2\n")
jsonencode({ hello = "world" })
jsonencode([1, "a", true, null])
jsonencode("a\"b\\c\n")
jsonencode("<a href='x'>&amp;</a>")
jsonencode("é☃\u2028")
jsonencode("\u007f\u0001")
jsonencode(1.5)
jsonencode(1.0)
jsonencode(1e21)
jsonencode(1e-7)
jsonencode(100000000000000000000)
jsonencode(1 / 3)
jsonencode(null)
jsonencode({})
jsonencode([])
jsonencode({ b = 1, a = { d = [], c = null } })
jsonencode(var.set)
jsonencode(var.server)
jsonencode(var.tags)
jsonencode(toset([3, 1]))
jsondecode("{\"a\": [1, 2.5, null, true], \"b\": {\"c\": \"d\"}}")
jsondecode("1")
jsondecode("\"a\"")
jsondecode("null")
jsondecode("[]")
jsondecode("{}")
jsondecode("[1, \"a\"]")
jsondecode("1e3")
jsondecode("123456789012345678901234567890")
jsondecode("0.1")
jsondecode("")
jsondecode("{")
jsondecode("{'a': 1}")
jsondecode("[1,]")
jsondecode("nul")
jsondecode("{\"a\": 1, \"a\": 2}")
jsondecode("\"\\u00e9\\ud83d\\ude00\"")
jsondecode(" [1] ")
jsondecode("[1] x")
jsondecode("NaN")
jsondecode("01")
jsondecode(null)
jsondecode(jsonencode(var.server)).name
yamldecode("a: 1\nb: [x, 2.5, true, null]\n")
yamldecode("hello")
yamldecode("1")
yamldecode("1.50")
yamldecode("true")
yamldecode("yes")
yamldecode("no")
yamldecode("on")
yamldecode("null")
yamldecode("~")
yamldecode("")
yamldecode("- a\n- b\n")
yamldecode("a: b: c")
yamldecode("0x1F")
yamldecode("0o17")
yamldecode("017")
yamldecode("1e3")
yamldecode(".inf")
yamldecode("2001-12-14")
yamldecode("2001-12-14T21:59:43Z")
yamldecode("a: |\n  x\n  y\n")
yamldecode("a: >\n  x\n  y\n")
yamldecode("&x a: *x")
yamldecode("x: &a [1]\ny: *a\n")
yamldecode("base: &b {k: 1}\nd:\n  <<: *b\n  z: 2\n")
yamldecode("1: a\ntrue: b\n")
yamldecode("? [a]\n: b\n")
yamldecode("!!str 5")
yamldecode("!!int \"5\"")
yamldecode("!!binary aGVsbG8=")
yamldecode("!foo a")
yamldecode("---\na: 1\n---\nb: 2\n")
yamldecode("\"a\\u00e9\"")
yamldecode("{a: 1, a: 2}")
yamldecode("1_000")
yamldecode("+12")
yamldecode("0b11")
yamldecode("'5'")
yamldecode("\ta: 1")
yamldecode("a: 'x'\n# c\n")
yamldecode("!!set {a, b}")
yamlencode({ a = 1, b = "x" })
yamlencode("a")
yamlencode(1)
yamlencode(1.5)
yamlencode(true)
yamlencode(null)
yamlencode([])
yamlencode({})
yamlencode(["a", ["b", { c = 1 }], []])
yamlencode({ a = { b = { c = [1, 2] } }, d = null, e = {} })
yamlencode({ "a b" = 1, "true" = 2, "5" = 3, "" = 4, "a:b" = 5 })
yamlencode({ t = "line\nbreak", u = "tail\n", v = "\"q\"", w = "é☃", x = "tab\t" })
yamlencode("multi\nline")
yamlencode(var.set)
yamlencode(local.people)
yamlencode(1e21)
yamlencode("x: y # z")
textencodebase64("Hello", "UTF-16LE")
textencodebase64("Hello", "UTF-8")
textencodebase64("é", "ISO-8859-1")
textencodebase64("☃", "ISO-8859-1")
textencodebase64("a", "nope")
textdecodebase64("SABlAGwAbABvAA==", "UTF-16LE")
textdecodebase64("SGVsbG8=", "UTF-8")
textdecodebase64("!!", "UTF-8")
textdecodebase64("SGVsbG8=", "windows-1252")
rsadecrypt("x", "y")
cidrhost("10.12.112.0/20", 16)
cidrhost("10.12.112.0/20", 268)
cidrhost("fd00:fd12:3456:7890:00a2::/72", 34)
cidrhost("10.0.0.0/24", -1)
cidrhost("10.0.0.0/24", -256)
cidrhost("10.0.0.0/24", -257)
cidrhost("10.0.0.0/24", 256)
cidrhost("10.0.0.5/24", 1)
cidrhost("10.0.0.0", 1)
cidrhost("x", 1)
cidrhost("10.0.0.0/33", 1)
cidrhost("10.0.0.0/32", 0)
cidrhost("10.0.0.0/24", 1.5)
cidrhost("010.001.0.0/24", 1)
cidrhost("0.0.0.0/0", 4294967295)
cidrhost("2001:db8::/32", 1)
cidrhost("::ffff:10.0.0.0/120", 1)
cidrhost("10.0.0.0/8", "5")
cidrnetmask("172.16.0.0/12")
cidrnetmask("10.0.0.0/0")
cidrnetmask("10.0.0.0/32")
cidrnetmask("fd00::/8")
cidrnetmask("x")
cidrsubnet("172.16.0.0/12", 4, 2)
cidrsubnet("10.1.2.0/24", 4, 15)
cidrsubnet("10.1.2.0/24", 4, 16)
cidrsubnet("fd00:fd12:3456:7890::/56", 16, 162)
cidrsubnet("10.0.0.0/8", 0, 0)
cidrsubnet("10.0.0.0/30", 4, 0)
cidrsubnet("10.0.0.0/8", -1, 0)
cidrsubnet("10.0.0.0/8", 8, -1)
cidrsubnet("10.1.2.240/28", 1, 1)
cidrsubnet("10.0.0.77/8", 8, 1)
cidrsubnet("2001:db8::/32", 32, 4294967295)
cidrsubnet("x", 1, 1)
cidrsubnet("10.0.0.0/8", 8, 256)
cidrsubnet("10.0.0.0/8", "8", "1")
cidrsubnets("10.1.0.0/16", 4, 4, 8, 4)
cidrsubnets("fd00:fd12:3456:7890::/56", 16, 16, 16, 32)
cidrsubnets("10.1.0.0/16")
cidrsubnets("10.1.0.0/30", 1, 1, 1)
cidrsubnets("10.1.0.0/16", 0)
cidrsubnets("10.1.0.0/16", 33)
cidrsubnets("10.0.0.0/24", 1, 2, 2)
cidrsubnets("10.0.0.0/24", 2, 1, 2)
[for b in cidrsubnets("10.1.0.0/16", 4, 4) : cidrsubnets(b, 4, 4)]
formatdate("DD MMM YYYY hh:mm ZZZ", "2018-01-02T23:12:01Z")
formatdate("EEEE, DD-MMM-YY hh:mm:ss ZZZ", "2018-01-02T23:12:01Z")
formatdate("EEE, DD MMM YYYY hh:mm:ss ZZZ", "2018-01-02T23:12:01-08:00")
formatdate("MMM DD, YYYY", "2018-01-02T23:12:01Z")
formatdate("HH:mmaa", "2018-01-02T23:12:01Z")
formatdate("H:m:s AA", "2018-01-02T03:02:01Z")
formatdate("h'h'mm", "2018-01-02T03:02:01Z")
formatdate("h 'o''clock'", "2018-01-02T03:02:01Z")
formatdate("YYYY-MM-DD'T'hh:mm:ssZ", "2018-01-02T23:12:01+05:30")
formatdate("ZZZZ ZZZZZ", "2018-01-02T23:12:01+05:30")
formatdate("Z ZZZ ZZZZ ZZZZZ", "2018-01-02T23:12:01Z")
formatdate("M/D/YY", "2018-01-02T23:12:01Z")
formatdate("MMMM EEEE", "2018-11-02T23:12:01Z")
formatdate("YYY", "2018-01-02T23:12:01Z")
formatdate("Q", "2018-01-02T23:12:01Z")
formatdate("'open", "2018-01-02T23:12:01Z")
formatdate("YYYY", "2018-01-02")
formatdate("YYYY", "nope")
formatdate("YYYY", "2018-13-02T23:12:01Z")
formatdate("YYYY", "2018-02-30T23:12:01Z")
formatdate("YYYY", "2018-01-02T25:12:01Z")
formatdate("hh:mm", "2018-01-02T00:00:00Z")
formatdate("HH:mm AA", "2018-01-02T00:00:00Z")
formatdate("HH:mm AA", "2018-01-02T12:00:00Z")
formatdate("", "2018-01-02T23:12:01Z")
formatdate("ss", "2018-01-02T23:12:01.5Z")
timeadd("2017-11-22T00:00:00Z", "10m")
timeadd("2017-11-22T00:00:00Z", "-10m")
timeadd("2017-11-22T00:00:00Z", "1h30m5s")
timeadd("2017-11-22T00:00:00Z", "1.5h")
timeadd("2017-11-22T00:00:00Z", "0")
timeadd("2017-11-22T00:00:00Z", "1d")
timeadd("2017-11-22T00:00:00Z", "")
timeadd("2017-11-22T00:00:00Z", "500ms")
timeadd("2017-11-22T00:00:00+02:00", "1h")
timeadd("2017-11-22", "1h")
timeadd("2017-11-22T00:00:00.25Z", "1s")
timeadd("2017-11-22T00:00:00Z", "8760h")
timecmp("2017-11-22T00:00:00Z", "2017-11-22T00:00:00Z")
timecmp("2017-11-22T00:00:00Z", "2017-11-22T01:00:00Z")
timecmp("2017-11-22T01:00:00Z", "2017-11-22T00:00:00Z")
timecmp("2017-11-22T01:00:00Z", "2017-11-22T00:00:00-01:00")
timecmp("x", "2017-11-22T00:00:00-01:00")
abspath("a") == abspath("./a")
basename("foo/bar/baz.txt")
basename("foo/bar/")
basename("")
basename("/")
basename("a")
dirname("foo/bar/baz.txt")
dirname("foo/bar/")
dirname("a")
dirname("/")
dirname("/a")
dirname("")
dirname("a//b")
pathexpand("a/b")
pathexpand("a/~/b")
file("files/plain.txt")
file("./files/plain.txt")
file("${path.module}/files/plain.txt")
file("files/empty.txt")
file("files/missing.txt")
file("files")
file("files/binary.dat")
file("")
file(null)
fileexists("files/plain.txt")
fileexists("files/missing.txt")
fileexists("files")
filebase64("files/binary.dat")
filebase64("files/plain.txt")
filemd5("files/plain.txt")
filesha1("files/plain.txt")
filesha256("files/plain.txt")
filesha512("files/plain.txt")
filebase64sha256("files/plain.txt")
filebase64sha512("files/plain.txt")
filemd5("files/missing.txt")
fileset("files", "*")
fileset("files", "*.txt")
fileset("files", "**")
fileset("files", "**/*.txt")
fileset("files", "sub/*")
fileset("files", "{plain,empty}.txt")
fileset("files", "pl?in.txt")
fileset("files", "[pe]*.txt")
fileset("files", "nope*")
fileset("missing", "*")
fileset("files", "[")
fileset(path.module, "files/*.json")
templatefile("files/hello.tftpl", { name = "Ann", list = [1, 2] })
templatefile("files/hello.tftpl", { name = "Ann", list = [] })
templatefile("files/hello.tftpl", { name = "Ann" })
templatefile("files/hello.tftpl", {})
templatefile("files/hello.tftpl", null)
templatefile("files/hello.tftpl", [])
templatefile("files/missing.tftpl", {})
templatefile("files/bad.tftpl", {})
templatefile("files/syntax.tftpl", {})
templatefile("files/recursive.tftpl", { path = "files/recursive.tftpl" })
templatefile("files/plain.txt", {})
templatefile("files/plain.txt", { "bad name" = 1 })
templatestring(var.text, {})
templatestring("x", {})
templatestring(local.list[0], {})
jsondecode(file("files/data.json"))
jsondecode(file("files/data.json")).a[1]
yamldecode(file("files/data.yaml"))
provider::terraform::encode_tfvars({ a = 1, b = "x" })
provider::terraform::decode_tfvars("a = 1\n")
provider::terraform::encode_expr([1])
core::upper("a")
core::nope("a")
nofunc("a")
Upper("a")
upper("a", "b")
upper()
upper(["a"]...)
upper("a"...)
upper(null...)
max(1, [2, 3]...)
max(toset([1, 2])...)
max({ a = 1 }...)
list("a")
map("a", 1)
type("a")
formatlist("%s", toset(["b", "a"]))
length(regexall("\\d", "a1b2"))
join("-", sort(tolist(toset(["b", "a"]))))
{ for k, v in merge({ a = 1 }, { b = 2 }) : upper(k) => v + 1 }
element(split("/", "a/b/c"), 2)
element(split("/", "a/b/c"), length(split("/", "a/b/c")) - 1)
coalesce(lookup(var.tags, "X", null), "none")
cidrhost(cidrsubnet("10.0.0.0/16", 8, 3), 5)
flatten([for s in var.servers : [for r in s.rules : { n = s.name, f = r.from, t = r.to }]])
{ for s in var.servers : s.name => s... }
zipmap(local.list, range(length(local.list)))
merge([for i, x in local.list : { (x) = i }]...)
trimspace(file("files/plain.txt"))
split("\n", trimspace(file("files/plain.txt")))
contains(keys(var.tags), "Name")
tonumber(var.tags.Count) + 1
distinct(concat(local.list, var.names))
tolist(setsubtract(toset(local.list), toset(["a"])))
toset(flatten([local.list, ["z"]]))
"""


def _split(block: str) -> list[str]:
    return [line for line in block.strip("\n").split("\n") if line.strip()]


def expressions() -> list[str]:
    """All of them, in order, each once."""
    found = [*_split(OPERATORS), *_split(TRAVERSALS), *_split(FOR), *_split(LITERALS),
             *(part.strip("\n").replace("<tab>", "\t") for part in MULTILINE.split("\n---\n")),
             *_split(UNKNOWN), *_split(FUNCTIONS)]
    for operator in ARITHMETIC:
        found += [f"{left} {operator} {right}" for i, (left, right) in enumerate(product(OPERANDS, OPERANDS))
                  if (i + len(operator)) % 3 == 0]
    for left, right in product(OPERANDS, OPERANDS):
        found += [f"{left} == {right}", f"true ? {left} : {right}"]
    return list(dict.fromkeys(found))
