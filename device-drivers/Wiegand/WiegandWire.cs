namespace Tongtang.DeviceDrivers.Wiegand;

/// <summary>Wiegand 26 and 34: a bit of even parity over the first half, 24 or 32 bits, a bit of odd parity over the second half. Pure.</summary>
internal static class WiegandWire
{
    /// <summary>The card's bytes in hex, or null when the count or a parity is wrong.</summary>
    public static string? Uid(IReadOnlyList<bool> bits)
    {
        if (bits.Count is not (26 or 34)) return null;
        var half = bits.Count / 2;
        if (bits.Take(half).Count(bit => bit) % 2 != 0 || bits.Skip(half).Count(bit => bit) % 2 != 1) return null;
        var bytes = new byte[(bits.Count - 2) / 8];
        for (var i = 0; i < bytes.Length * 8; i++)
        {
            if (bits[i + 1]) bytes[i / 8] |= (byte)(0x80 >> (i % 8));
        }

        return Convert.ToHexString(bytes);
    }

    /// <param name="uid">Three or four bytes.</param>
    public static bool[] Bits(string uid)
    {
        var data = Convert.FromHexString(uid).SelectMany(part => Enumerable.Range(0, 8).Select(bit => (part & (0x80 >> bit)) != 0)).ToArray();
        var half = data.Length / 2;
        return [data.Take(half).Count(bit => bit) % 2 == 1, .. data, data.Skip(half).Count(bit => bit) % 2 == 0];
    }
}
