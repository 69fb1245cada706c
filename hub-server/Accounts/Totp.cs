using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Tongtang.HubServer.Accounts;

/// <summary>
/// Time-based one-time passwords: RFC 6238 over RFC 4226, with HMAC-SHA1, 30 seconds and 6 digits, which is what every
/// authenticator app can do.
/// </summary>
internal static class Totp
{
    public const int Digits = 6;

    /// <summary>As long as the hash: RFC 4226, section 4, R6.</summary>
    public const int SecretBytes = 20;

    private const int StepSeconds = 30;

    /// <summary>Steps that a phone's clock may be off to either side: RFC 6238, section 5.2.</summary>
    private const int Tolerated = 1;

    private const string Base32Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    public static long StepAt(DateTimeOffset time) => time.ToUnixTimeSeconds() / StepSeconds;

    public static string Code(byte[] secret, long step, int digits = Digits)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
#pragma warning disable CA5350 // RFC 6238's default, and the only one that all apps know; a MAC does not need collision resistance.
        var hash = HMACSHA1.HashData(secret, counter);
#pragma warning restore CA5350
        var offset = hash[^1] & 0xF;
        var number = BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(offset)) & 0x7FFFFFFF;
        var modulus = (int)Math.Pow(10, digits);
        return (number % modulus).ToString(System.Globalization.CultureInfo.InvariantCulture).PadLeft(digits, '0');
    }

    /// <returns>The step whose code it is, after the last one that was used; null when it is none.</returns>
    public static long? Check(byte[] secret, string code, DateTimeOffset now, long lastStep)
    {
        for (var step = StepAt(now) - Tolerated; step <= StepAt(now) + Tolerated; step++)
        {
            if (step > lastStep && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Code(secret, step)), Encoding.ASCII.GetBytes(code))) return step;
        }
        return null;
    }

    /// <summary>The address that an app reads from a picture, as Google Authenticator wrote it down.</summary>
    public static string Address(byte[] secret, string account) =>
        $"otpauth://totp/Tongtang:{Uri.EscapeDataString(account)}?secret={Base32(secret)}&issuer=Tongtang&algorithm=SHA1&digits={Digits}&period={StepSeconds}";

    /// <summary>RFC 4648, section 6, without padding: for typing in.</summary>
    public static string Base32(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder((bytes.Length * 8 + 4) / 5);
        var (buffer, bits) = (0, 0);
        foreach (var one in bytes)
        {
            (buffer, bits) = ((buffer << 8 | one) & 0xFFF, bits + 8);
            for (; bits >= 5; bits -= 5) text.Append(Base32Letters[buffer >> (bits - 5) & 31]);
        }
        if (bits > 0) text.Append(Base32Letters[buffer << (5 - bits) & 31]);
        return text.ToString();
    }
}
