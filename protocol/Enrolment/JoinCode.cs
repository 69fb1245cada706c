using System.Security.Cryptography;

namespace Tongtang.Protocol.Enrolment;

/// <summary>
/// What an installer types or carries on a stick to make a box the agent of one room. 30 bytes: 16 secret, the first 12
/// of the SHA-256 of the hub's CA certificate (DER), and the first 2 of the SHA-256 of those 28, against mistyping.
/// Written as 12 groups of 4 in Crockford's base 32, and then, if the hub's address is not known otherwise, "@host:port".
/// The box trusts exactly the CA whose fingerprint the code carries and sends only the secret.
/// </summary>
public sealed class JoinCode
{
    public const int SecretLength = 16;
    public const int FingerprintLength = 12;
    private const int ChecksumLength = 2;
    private const int Length = SecretLength + FingerprintLength + ChecksumLength;
    private const int GroupLength = 4;
    private const int LongestText = 400;

    private readonly byte[] _secret;
    private readonly byte[] _fingerprint;

    private JoinCode(byte[] secret, byte[] fingerprint, string? hub) => (_secret, _fingerprint, Hub) = (secret, fingerprint, hub);

    /// <summary>The only part that is sent to the hub.</summary>
    public ReadOnlySpan<byte> Secret => _secret;

    /// <summary>The first 12 bytes of the SHA-256 of the CA's DER.</summary>
    public ReadOnlySpan<byte> CaFingerprint => _fingerprint;

    /// <summary>"host:port" of the hub's port for agents, when the code carried it.</summary>
    public string? Hub { get; }

    /// <summary>A new code with a secret of 128 random bits.</summary>
    /// <param name="hub">"host:port", or null to leave it out.</param>
    public static JoinCode Create(ReadOnlySpan<byte> caCertificate, string? hub) =>
        new(RandomNumberGenerator.GetBytes(SecretLength), Fingerprint(caCertificate), hub);

    /// <summary>
    /// Reads what a person typed: either case, O for 0, I and L for 1, spaces and dashes anywhere.
    /// </summary>
    /// <param name="problem">Why it is no join code, in English, without any part of it.</param>
    public static JoinCode? TryParse(string text, out string problem)
    {
        if (text.Length > LongestText) return Fail($"A join code has at most {LongestText} characters.", out problem);
        var at = text.IndexOf('@', StringComparison.Ordinal);
        var hub = at < 0 ? null : text[(at + 1)..].Trim();
        if (hub is not null && !IsHostAndPort(hub)) return Fail("What follows the @ of a join code must be host:port.", out problem);
        var bytes = new byte[Length];
        if (!CrockfordBase32.TryDecode(at < 0 ? text : text.AsSpan(0, at), bytes))
            return Fail("A join code has 48 letters and digits, without U.", out problem);
        if (!Checksum(bytes.AsSpan(0, SecretLength + FingerprintLength)).SequenceEqual(bytes.AsSpan(SecretLength + FingerprintLength)))
            return Fail("The join code is mistyped: its checksum does not fit.", out problem);
        problem = "";
        return new JoinCode(bytes[..SecretLength], bytes[SecretLength..(SecretLength + FingerprintLength)], hub);
    }

    /// <summary>Whether this is the CA whose fingerprint the code carries.</summary>
    public bool IsOf(ReadOnlySpan<byte> caCertificate) => CryptographicOperations.FixedTimeEquals(_fingerprint, Fingerprint(caCertificate));

    /// <summary>The whole code with its secret: for the installer's eyes, never for a log.</summary>
    public string Reveal()
    {
        var body = new byte[SecretLength + FingerprintLength];
        _secret.CopyTo(body, 0);
        _fingerprint.CopyTo(body, SecretLength);
        var digits = CrockfordBase32.Encode([.. body, .. Checksum(body)]);
        var groups = string.Join('-', digits.Chunk(GroupLength).Select(group => new string(group)));
        return Hub is null ? groups : $"{groups}@{Hub}";
    }

    /// <summary>Without the secret, so that a code in an interpolated log line gives nothing away.</summary>
    public override string ToString() => $"join code for CA {Convert.ToHexStringLower(_fingerprint)}";

    private static byte[] Fingerprint(ReadOnlySpan<byte> caCertificate) => SHA256.HashData(caCertificate)[..FingerprintLength];

    private static ReadOnlySpan<byte> Checksum(ReadOnlySpan<byte> body) => SHA256.HashData(body).AsSpan(0, ChecksumLength);

    // The user part would be taken for a name by Uri; a path or query has no meaning here.
    private static bool IsHostAndPort(string text) =>
        Uri.TryCreate($"https://{text}", UriKind.Absolute, out var address)
        && address.UserInfo.Length == 0 && address.PathAndQuery == "/" && address.Fragment.Length == 0
        && !text.EndsWith('/') && text[(text.LastIndexOf(':') + 1)..] is var port
        && ushort.TryParse(port, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) && number > 0;

    private static JoinCode? Fail(string why, out string problem)
    {
        problem = why;
        return null;
    }
}
