using System.Globalization;
using System.Text;

namespace Tongtang.Protocol.Grpc;

/// <summary>The header <c>grpc-message</c>: UTF-8, percent-encoded (PROTOCOL-HTTP2.md, "Status-Message").</summary>
internal static class StatusMessage
{
    public static string Encode(string message)
    {
        if (!message.AsSpan().ContainsAnyExceptInRange(' ', '~') && !message.Contains('%')) return message;
        var encoded = new StringBuilder(message.Length * 2);
        foreach (var octet in Encoding.UTF8.GetBytes(message))
        {
            if (octet is >= (byte)' ' and <= (byte)'~' and not (byte)'%') encoded.Append((char)octet);
            else encoded.Append('%').Append(octet.ToString("X2", CultureInfo.InvariantCulture));
        }
        return encoded.ToString();
    }

    /// <summary>Never fails: what is no valid encoding stays as it came, broken UTF-8 becomes U+FFFD.</summary>
    public static string Decode(string value)
    {
        if (!value.Contains('%')) return value;
        var octets = Encoding.UTF8.GetBytes(value);
        var length = 0;
        for (var i = 0; i < octets.Length; i++, length++)
        {
            octets[length] = octets[i];
            if (octets[i] != '%' || i + 2 >= octets.Length) continue;
            if (!byte.TryParse(octets.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var octet)) continue;
            octets[length] = octet;
            i += 2;
        }
        return Encoding.UTF8.GetString(octets, 0, length);
    }
}
