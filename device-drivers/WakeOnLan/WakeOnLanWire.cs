using System.Globalization;

namespace Tongtang.DeviceDrivers.WakeOnLan;

/// <summary>The magic packet: six times FF, sixteen times the MAC address, and where the card asks for one its password (AMD, Magic Packet Technology, publication 20213). Pure.</summary>
internal static class WakeOnLanWire
{
    public static byte[] Packet(ReadOnlySpan<byte> mac, ReadOnlySpan<byte> password)
    {
        var packet = new byte[6 + 16 * 6 + password.Length];
        packet.AsSpan(0, 6).Fill(0xFF);
        for (var i = 0; i < 16; i++) mac.CopyTo(packet.AsSpan(6 + i * 6));
        password.CopyTo(packet.AsSpan(6 + 16 * 6));
        return packet;
    }

    /// <summary>Six bytes of "02:5b:26:a8:dc:12", "02-5B-26-A8-DC-12" or "025b26a8dc12"; null when it is none of them.</summary>
    public static byte[]? SixBytes(string text)
    {
        var digits = text.Length == 17 && text.Where((_, i) => i % 3 == 2).All(c => c is ':' or '-') ? string.Concat(text.Where((_, i) => i % 3 != 2)) : text;
        if (digits.Length != 12) return null;
        var bytes = new byte[6];
        for (var i = 0; i < 6; i++)
        {
            if (!byte.TryParse(digits.AsSpan(i * 2, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out bytes[i])) return null;
        }

        return bytes;
    }

    /// <summary>The MAC address that a packet wakes, or null when it is no magic packet; it may stand anywhere in what came.</summary>
    public static byte[]? Woken(ReadOnlySpan<byte> received)
    {
        for (var at = 0; at + 102 <= received.Length; at++)
        {
            if (received.Slice(at, 6).IndexOfAnyExcept((byte)0xFF) >= 0) continue;
            var mac = received.Slice(at + 6, 6);
            var whole = true;
            for (var i = 1; i < 16 && whole; i++) whole = received.Slice(at + 6 + i * 6, 6).SequenceEqual(mac);
            if (whole) return mac.ToArray();
        }

        return null;
    }
}
