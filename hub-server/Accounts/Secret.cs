using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Tongtang.HubServer.Accounts;

/// <summary>
/// Sessions, tokens and one-time links are 256 random bits. The database knows only their SHA-256, which is enough: what
/// cannot be guessed needs no slow hash.
/// </summary>
internal static class Secret
{
    public const string TokenPrefix = "tt_";

    private const int Longest = 200;

    public static string New(string prefix = "") => prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public static bool IsToken(string? secret) => secret?.StartsWith(TokenPrefix, StringComparison.Ordinal) == true;

    /// <summary>What the database keeps; null for what cannot be a secret of ours.</summary>
    public static byte[]? Hash(string? secret) =>
        string.IsNullOrEmpty(secret) || secret.Length > Longest ? null : SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
