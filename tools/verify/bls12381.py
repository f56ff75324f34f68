"""BLS signatures on BLS12-381, verified in pure Python: signatures in G1, public keys in G2.

It is not a signing library and not constant in time: it only ever sees public values.

Sources: RFC 9380 (hash to curve, suite BLS12381G1_XMD:SHA-256_SSWU_RO_), the IRTF BLS signature draft
(verification equation, checks on points), the ZCash encoding of compressed points.
Every constant below is checked by `test_vectors.py`: the isogeny must map its curve onto the BLS curve, the
hash must give the points of RFC 9380 appendix J.9.1, and real drand signatures must verify.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import List, Optional, Tuple

Fp2 = Tuple[int, int]  # a + b·u with u² = -1
Finite = Tuple[Fp2, Fp2]  # affine x, y
Point = Optional[Finite]  # None is the point at infinity
Fp12 = List[Fp2]  # six coefficients of w⁰..w⁵ with w⁶ = 1 + u

# ---------------------------------------------------------------------------------------------------------------
# The fields Fp, Fp2 = Fp[u]/(u² + 1), Fp12 = Fp2[w]/(w⁶ - (1 + u))

P = 0x1A0111EA397FE69A4B1BA7B6434BACD764774B84F38512BF6730D2A0F6B0F6241EABFFFEB153FFFFB9FEFFFFFFFFAAAB
R = 0x73EDA753299D7D483339D80809A1D80553BDA402FFFE5BFEFFFFFFFF00000001  # order of G1, G2 and the target group
X = 0xD201000000010000  # the curve parameter is -X
ZERO: Fp2 = (0, 0)
ONE: Fp2 = (1, 0)


def fp_sqrt(a: int) -> Optional[int]:
    """A square root modulo P (P = 3 mod 4), or None."""
    root = pow(a, (P + 1) // 4, P)
    return root if root * root % P == a % P else None


def add(a: Fp2, b: Fp2) -> Fp2:
    return ((a[0] + b[0]) % P, (a[1] + b[1]) % P)


def sub(a: Fp2, b: Fp2) -> Fp2:
    return ((a[0] - b[0]) % P, (a[1] - b[1]) % P)


def mul(a: Fp2, b: Fp2) -> Fp2:
    return ((a[0] * b[0] - a[1] * b[1]) % P, (a[0] * b[1] + a[1] * b[0]) % P)


def inverse(a: Fp2) -> Fp2:
    scale = pow(a[0] * a[0] + a[1] * a[1], -1, P)
    return (a[0] * scale % P, -a[1] * scale % P)


def fp2_sqrt(a: Fp2) -> Optional[Fp2]:
    """A square root in Fp2 with a real part other than 0, or None (used for public keys only)."""
    norm = fp_sqrt(a[0] * a[0] + a[1] * a[1])
    if norm is None:
        return None
    half = pow(2, -1, P)
    for signed in (norm, -norm):
        real = fp_sqrt((a[0] + signed) * half % P)
        if real:
            root = (real, a[1] * pow(2 * real, -1, P) % P)
            if mul(root, root) == a:
                return root
    return None


def fp12_mul(f: Fp12, g: Fp12) -> Fp12:
    """Schoolbook product; zero coefficients of g are skipped, since line functions have three of them."""
    real, imag = [0] * 11, [0] * 11
    for j, (c, d) in enumerate(g):
        if c or d:
            for i, (a, b) in enumerate(f):
                real[i + j] += a * c - b * d
                imag[i + j] += a * d + b * c
    for k in range(5):  # w⁶ = 1 + u, and (1 + u)(a + bu) = (a - b) + (a + b)u
        real[k] += real[k + 6] - imag[k + 6]
        imag[k] += real[k + 6] + imag[k + 6]
    return [(real[k] % P, imag[k] % P) for k in range(6)]


# ---------------------------------------------------------------------------------------------------------------
# The groups: G1 on y² = x³ + 4 over Fp (written in Fp2 with u-part 0), G2 on y² = x³ + 4(1 + u) over Fp2

G1_B: Fp2 = (4, 0)
G2_B: Fp2 = (4, 4)
G2_GENERATOR: Finite = (
    (
        0x024AA2B2F08F0A91260805272DC51051C6E47AD4FA403B02B4510B647AE3D1770BAC0326A805BBEFD48056C8C121BDB8,
        0x13E02B6052719F607DACD3A088274F65596BD0D09920B61AB5DA61BBDC7F5049334CF11213945D57E5AC7D055D042B7E,
    ),
    (
        0x0CE5D527727D6E118CC9CDC6DA2E351AADFD9BAA8CBDD3A76D429A695160D12C923AC9CC3BACA289E193548608B82801,
        0x0606C4A02EA734CC32ACD2B02BC28B99CB3E287E85A763AF267492AB572E99AB3F370D275CEC1DA1AAA9075FF05F79BE,
    ),
)


def is_on_curve(point: Point, b: Fp2) -> bool:
    if point is None:
        return True
    x, y = point
    return mul(y, y) == add(mul(mul(x, x), x), b)


def slope(s: Finite, t: Finite) -> Fp2:
    """Slope of the line through two finite points, or of the tangent if they are equal."""
    if s == t:
        return mul(mul((3, 0), mul(s[0], s[0])), inverse(add(s[1], s[1])))
    return mul(sub(t[1], s[1]), inverse(sub(t[0], s[0])))


def third_point(s: Finite, t: Finite, m: Fp2) -> Finite:
    """The sum of two points whose line has the slope m."""
    x = sub(sub(mul(m, m), s[0]), t[0])
    return (x, sub(mul(m, sub(s[0], x)), s[1]))


def point_add(s: Point, t: Point) -> Point:
    if s is None or t is None:
        return t if s is None else s
    if s[0] == t[0] and add(s[1], t[1]) == ZERO:
        return None
    return third_point(s, t, slope(s, t))


def point_mul(n: int, point: Point) -> Point:
    total: Point = None
    for bit in bin(n)[2:]:
        total = point_add(total, total)
        if bit == "1":
            total = point_add(total, point)
    return total


def _flags(data: bytes) -> Tuple[bytes, bool]:
    """Splits a compressed point into x and the sign of y; refuses infinity and uncompressed points."""
    if data[0] & 0xC0 != 0x80:
        raise ValueError("not a compressed finite point")
    return bytes([data[0] & 0x1F]) + data[1:], bool(data[0] & 0x20)


def decode_g1(data: bytes) -> Finite:
    """A finite point of the subgroup G1 from its 48 bytes; ValueError otherwise."""
    if len(data) != 48:
        raise ValueError("a point of G1 has 48 bytes")
    body, is_larger = _flags(data)
    x = int.from_bytes(body, "big")
    y = fp_sqrt(x * x * x + 4) if x < P else None
    if y is None:
        raise ValueError("not on the curve")
    if (y > (P - 1) // 2) != is_larger:
        y = P - y
    return _in_subgroup(((x, 0), (y, 0)))


def decode_g2(data: bytes) -> Finite:
    """A finite point of the subgroup G2 from its 96 bytes (u-part first); ValueError otherwise."""
    if len(data) != 96:
        raise ValueError("a point of G2 has 96 bytes")
    body, is_larger = _flags(data)
    x = (int.from_bytes(body[48:], "big"), int.from_bytes(body[:48], "big"))
    y = fp2_sqrt(add(mul(mul(x, x), x), G2_B)) if max(x) < P else None
    if y is None:
        raise ValueError("not on the curve")
    if ((y[1] or y[0]) > (P - 1) // 2) != is_larger:
        y = sub(ZERO, y)
    return _in_subgroup((x, y))


def _in_subgroup(point: Finite) -> Finite:
    if point_mul(R, point) is not None:
        raise ValueError("not in the subgroup")
    return point


# ---------------------------------------------------------------------------------------------------------------
# Pairing

# f lies in the target group's kernel exactly if f^((P¹²-1)/R) = 1. Since P¹²-1 = (P⁶-1)(P⁶+1) and R divides P⁶+1,
# that is: g = f^((P⁶+1)/R) equals its own conjugate (w -> -w), so its odd coefficients are zero.
HALF_EXPONENT = (P**6 + 1) // R


def _line(t: Finite, m: Fp2, at: Finite) -> Fp12:
    """The line through t (G2) with slope m, at a point of G1, untwisted by (x/w², y/w³) and scaled by w³.

    The factor w³ lies in a proper subfield, so the final exponentiation removes it.
    """
    (xp, _), (yp, _) = at
    w2 = (-m[0] * xp % P, -m[1] * xp % P)
    return [sub(mul(m, t[0]), t[1]), ZERO, w2, (yp, 0), ZERO, ZERO]


def _miller(pairs: List[Tuple[Finite, Finite]]) -> Fp12:
    """Product of the ate Miller loops of (G1, G2) pairs; the sign of the parameter does not matter for "= 1"."""
    f = [ONE] + [ZERO] * 5
    running = [q for _, q in pairs]  # at most X times q, and X < R, so never infinite
    for bit in bin(X)[3:]:
        f = fp12_mul(f, f)
        for k, (p, q) in enumerate(pairs):
            for other in [running[k], q] if bit == "1" else [running[k]]:
                m = slope(running[k], other)
                f = fp12_mul(f, _line(running[k], m, p))
                running[k] = third_point(running[k], other, m)
    return f


def pairing_product_is_one(pairs: List[Tuple[Finite, Finite]]) -> bool:
    """Whether the product of e(p, q) over finite points p of G1 and q of G2 is 1."""
    f = _miller(pairs)
    g = [ONE] + [ZERO] * 5
    for bit in bin(HALF_EXPONENT)[2:]:
        g = fp12_mul(g, g)
        if bit == "1":
            g = fp12_mul(g, f)
    return g[1] == g[3] == g[5] == ZERO


# ---------------------------------------------------------------------------------------------------------------
# Hash to G1 (RFC 9380 §5.2, §5.3.1, §6.6.2, §6.6.3, §8.8.1)

ISO_A = 0x00144698A3B8E9433D693A02C96D4982B0EA985383EE66A8D8E8981AEFD881AC98936F8DA0E0F97F5CF428082D584C1D
ISO_B = 0x12E2908D11688030018B12E8753EEE3B2016C1F0F24F4070A0B9C14FCEF35EF55A23215A316CEAA5D1CC48E98E172BE0
SSWU_Z = 11
H_EFF = 0xD201000000010001


def expand_message(message: bytes, dst: bytes, length: int) -> bytes:
    """expand_message_xmd with SHA-256."""
    if len(dst) > 255:
        raise ValueError("the domain separation tag is too long")
    tag = dst + bytes([len(dst)])
    first = hashlib.sha256(bytes(64) + message + length.to_bytes(2, "big") + b"\0" + tag).digest()
    block, out = bytes(32), b""
    for i in range(1, (length + 31) // 32 + 1):
        mixed = bytes(a ^ b for a, b in zip(first, block))
        block = hashlib.sha256(mixed + bytes([i]) + tag).digest()
        out += block
    return out[:length]


def map_to_isogenous_curve(u: int) -> Tuple[int, int]:
    """Simplified SWU: a field element to a point of y² = x³ + ISO_A x + ISO_B."""
    zu2 = SSWU_Z * u * u % P
    divisor = (zu2 * zu2 + zu2) % P
    if divisor:
        x = -ISO_B * pow(ISO_A, -1, P) * (1 + pow(divisor, -1, P)) % P
    else:
        x = ISO_B * pow(SSWU_Z * ISO_A, -1, P) % P
    y = fp_sqrt(x * x * x + ISO_A * x + ISO_B)
    if y is None:
        x = zu2 * x % P
        y = fp_sqrt(x * x * x + ISO_A * x + ISO_B)
    if y is None:
        raise ArithmeticError("invariant: one of the two candidates is a square")
    return (x, y if y % 2 == u % 2 else -y % P)


def apply_isogeny(x: int, y: int) -> Point:
    """The 11-isogeny from that curve onto y² = x³ + 4 (appendix E.2)."""
    x_den, y_den = _polynomial(ISO_X_DEN, x), _polynomial(ISO_Y_DEN, x)
    if x_den == 0 or y_den == 0:
        return None
    image_x = _polynomial(ISO_X_NUM, x) * pow(x_den, -1, P) % P
    image_y = y * _polynomial(ISO_Y_NUM, x) * pow(y_den, -1, P) % P
    return ((image_x, 0), (image_y, 0))


def _polynomial(coefficients: Tuple[int, ...], x: int) -> int:
    """Value at x; coefficients of x⁰, x¹, ... ."""
    value = 0
    for c in reversed(coefficients):
        value = (value * x + c) % P
    return value


def hash_to_g1(message: bytes, dst: bytes) -> Point:
    wide = expand_message(message, dst, 128)
    u = [int.from_bytes(wide[k : k + 64], "big") % P for k in (0, 64)]
    mapped = [apply_isogeny(*map_to_isogenous_curve(v)) for v in u]
    return point_mul(H_EFF, point_add(mapped[0], mapped[1]))


# ---------------------------------------------------------------------------------------------------------------
# Signatures


@lru_cache(maxsize=8)
def _public_key(data: bytes) -> Finite:
    return decode_g2(data)


def verify(public_key: bytes, message: bytes, signature: bytes, dst: bytes) -> bool:
    """Whether the 48-byte signature of the message verifies under the 96-byte public key.

    True if and only if both points are finite, on their curves and in their subgroups, and
    e(signature, G2 generator) = e(H(message), public key).
    """
    try:
        signed, key = decode_g1(signature), _public_key(public_key)
    except ValueError:
        return False
    (x, y) = signed
    hashed = hash_to_g1(message, dst)
    if hashed is None:
        return False
    return pairing_product_is_one([((x, sub(ZERO, y)), G2_GENERATOR), (hashed, key)])


# ---------------------------------------------------------------------------------------------------------------
# The isogeny's coefficients, of x⁰ upwards (RFC 9380 appendix E.2)

ISO_X_NUM = (
    0x11A05F2B1E833340B809101DD99815856B303E88A2D7005FF2627B56CDB4E2C85610C2D5F2E62D6EAEAC1662734649B7,
    0x17294ED3E943AB2F0588BAB22147A81C7C17E75B2F6A8417F565E33C70D1E86B4838F2A6F318C356E834EEF1B3CB83BB,
    0x0D54005DB97678EC1D1048C5D10A9A1BCE032473295983E56878E501EC68E25C958C3E3D2A09729FE0179F9DAC9EDCB0,
    0x1778E7166FCC6DB74E0609D307E55412D7F5E4656A8DBF25F1B33289F1B330835336E25CE3107193C5B388641D9B6861,
    0x0E99726A3199F4436642B4B3E4118E5499DB995A1257FB3F086EEB65982FAC18985A286F301E77C451154CE9AC8895D9,
    0x1630C3250D7313FF01D1201BF7A74AB5DB3CB17DD952799B9ED3AB9097E68F90A0870D2DCAE73D19CD13C1C66F652983,
    0x0D6ED6553FE44D296A3726C38AE652BFB11586264F0F8CE19008E218F9C86B2A8DA25128C1052ECADDD7F225A139ED84,
    0x17B81E7701ABDBE2E8743884D1117E53356DE5AB275B4DB1A682C62EF0F2753339B7C8F8C8F475AF9CCB5618E3F0C88E,
    0x080D3CF1F9A78FC47B90B33563BE990DC43B756CE79F5574A2C596C928C5D1DE4FA295F296B74E956D71986A8497E317,
    0x169B1F8E1BCFA7C42E0C37515D138F22DD2ECB803A0C5C99676314BAF4BB1B7FA3190B2EDC0327797F241067BE390C9E,
    0x10321DA079CE07E272D8EC09D2565B0DFA7DCCDDE6787F96D50AF36003B14866F69B771F8C285DECCA67DF3F1605FB7B,
    0x06E08C248E260E70BD1E962381EDEE3D31D79D7E22C837BC23C0BF1BC24C6B68C24B1B80B64D391FA9C8BA2E8BA2D229,
)
ISO_X_DEN = (
    0x08CA8D548CFF19AE18B2E62F4BD3FA6F01D5EF4BA35B48BA9C9588617FC8AC62B558D681BE343DF8993CF9FA40D21B1C,
    0x12561A5DEB559C4348B4711298E536367041E8CA0CF0800C0126C2588C48BF5713DAA8846CB026E9E5C8276EC82B3BFF,
    0x0B2962FE57A3225E8137E629BFF2991F6F89416F5A718CD1FCA64E00B11ACEACD6A3D0967C94FEDCFCC239BA5CB83E19,
    0x03425581A58AE2FEC83AAFEF7C40EB545B08243F16B1655154CCA8ABC28D6FD04976D5243EECF5C4130DE8938DC62CD8,
    0x13A8E162022914A80A6F1D5F43E7A07DFFDFC759A12062BB8D6B44E833B306DA9BD29BA81F35781D539D395B3532A21E,
    0x0E7355F8E4E667B955390F7F0506C6E9395735E9CE9CAD4D0A43BCEF24B8982F7400D24BC4228F11C02DF9A29F6304A5,
    0x0772CAACF16936190F3E0C63E0596721570F5799AF53A1894E2E073062AEDE9CEA73B3538F0DE06CEC2574496EE84A3A,
    0x14A7AC2A9D64A8B230B3F5B074CF01996E7F63C21BCA68A81996E1CDF9822C580FA5B9489D11E2D311F7D99BBDCC5A5E,
    0x0A10ECF6ADA54F825E920B3DAFC7A3CCE07F8D1D7161366B74100DA67F39883503826692ABBA43704776EC3A79A1D641,
    0x095FC13AB9E92AD4476D6E3EB3A56680F682B4EE96F7D03776DF533978F31C1593174E4B4B7865002D6384D168ECDD0A,
    0x1,
)
ISO_Y_NUM = (
    0x090D97C81BA24EE0259D1F094980DCFA11AD138E48A869522B52AF6C956543D3CD0C7AEE9B3BA3C2BE9845719707BB33,
    0x134996A104EE5811D51036D776FB46831223E96C254F383D0F906343EB67AD34D6C56711962FA8BFE097E75A2E41C696,
    0x00CC786BAA966E66F4A384C86A3B49942552E2D658A31CE2C344BE4B91400DA7D26D521628B00523B8DFE240C72DE1F6,
    0x01F86376E8981C217898751AD8746757D42AA7B90EEB791C09E4A3EC03251CF9DE405ABA9EC61DECA6355C77B0E5F4CB,
    0x08CC03FDEFE0FF135CAF4FE2A21529C4195536FBE3CE50B879833FD221351ADC2EE7F8DC099040A841B6DAECF2E8FEDB,
    0x16603FCA40634B6A2211E11DB8F0A6A074A7D0D4AFADB7BD76505C3D3AD5544E203F6326C95A807299B23AB13633A5F0,
    0x04AB0B9BCFAC1BBCB2C977D027796B3CE75BB8CA2BE184CB5231413C4D634F3747A87AC2460F415EC961F8855FE9D6F2,
    0x0987C8D5333AB86FDE9926BD2CA6C674170A05BFE3BDD81FFD038DA6C26C842642F64550FEDFE935A15E4CA31870FB29,
    0x09FC4018BD96684BE88C9E221E4DA1BB8F3ABD16679DC26C1E8B6E6A1F20CABE69D65201C78607A360370E577BDBA587,
    0x0E1BBA7A1186BDB5223ABDE7ADA14A23C42A0CA7915AF6FE06985E7ED1E4D43B9B3F7055DD4EBA6F2BAFAAEBCA731C30,
    0x19713E47937CD1BE0DFD0B8F1D43FB93CD2FCBCB6CAF493FD1183E416389E61031BF3A5CCE3FBAFCE813711AD011C132,
    0x18B46A908F36F6DEB918C143FED2EDCC523559B8AAF0C2462E6BFE7F911F643249D9CDF41B44D606CE07C8A4D0074D8E,
    0x0B182CAC101B9399D155096004F53F447AA7B12A3426B08EC02710E807B4633F06C851C1919211F20D4C04F00B971EF8,
    0x0245A394AD1ECA9B72FC00AE7BE315DC757B3B080D4C158013E6632D3C40659CC6CF90AD1C232A6442D9D3F5DB980133,
    0x05C129645E44CF1102A159F748C4A3FC5E673D81D7E86568D9AB0F5D396A7CE46BA1049B6579AFB7866B1E715475224B,
    0x15E6BE4E990F03CE4EA50B3B42DF2EB5CB181D8F84965A3957ADD4FA95AF01B2B665027EFEC01C7704B456BE69C8B604,
)
ISO_Y_DEN = (
    0x16112C4C3A9C98B252181140FAD0EAE9601A6DE578980BE6EEC3232B5BE72E7A07F3688EF60C206D01479253B03663C1,
    0x1962D75C2381201E1A0CBD6C43C348B885C84FF731C4D59CA4A10356F453E01F78A4260763529E3532F6102C2E49A03D,
    0x058DF3306640DA276FAAAE7D6E8EB15778C4855551AE7F310C35A5DD279CD2ECA6757CD636F96F891E2538B53DBF67F2,
    0x16B7D288798E5395F20D23BF89EDB4D1D115C5DBDDBCD30E123DA489E726AF41727364F2C28297ADA8D26D98445F5416,
    0x0BE0E079545F43E4B00CC912F8228DDCC6D19C9F0F69BBB0542EDA0FC9DEC916A20B15DC0FD2EDEDDA39142311A5001D,
    0x08D9E5297186DB2D9FB266EAAC783182B70152C65550D881C5ECD87B6F0F5A6449F38DB9DFA9CCE202C6477FAAF9B7AC,
    0x166007C08A99DB2FC3BA8734ACE9824B5EECFDFA8D0CF8EF5DD365BC400A0051D5FA9C01A58B1FB93D1A1399126A775C,
    0x16A3EF08BE3EA7EA03BCDDFABBA6FF6EE5A4375EFA1F4FD7FEB34FD206357132B920F5B00801DEE460EE415A15812ED9,
    0x1866C8ED336C61231A1BE54FD1D74CC4F9FB0CE4C6AF5920ABC5750C4BF39B4852CFE2F7BB9248836B233D9D55535D4A,
    0x167A55CDA70A6E1CEA820597D94A84903216F763E13D87BB5308592E7EA7D4FBC7385EA3D529B35E346EF48BB8913F55,
    0x04D2F259EEA405BD48F010A01AD2911D9C6DD039BB61A6290E591B36E636A5C871A5C29F4F83060400F8B49CBA8F6AA8,
    0x0ACCBB67481D033FF5852C1E48C50C477F94FF8AEFCE42D28C0F9A88CEA7913516F968986F7EBBEA9684B529E2561092,
    0x0AD6B9514C767FE3C3613144B45F1496543346D98ADF02267D5CEEF9A00D9B8693000763E3B90AC11E99B138573345CC,
    0x02660400EB2E4F3B628BDD0D53CD76F2BF565B94E72927C1CB748DF27942480E420517BD8714CC80D1FADC1326ED06F7,
    0x0E0FA1D816DDC03E6B24255E0D7819C171C40F65E273B853324EFCD6356CAA205CA2F570F13497804415473A1D634B8F,
    0x1,
)
