using System.Security.Cryptography;
using System.Text;

namespace Tongtang.DeviceDrivers.Onvif;

/// <summary>HTTP Digest (RFC 2617, RFC 7616) as cameras have it: MD5 or SHA-256, with or without qop, several offers at once. Pure.</summary>
/// <param name="Algorithm">As offered; empty: MD5.</param>
/// <param name="Quality">"auth", or empty in the old form.</param>
internal sealed record HttpDigest(string Realm, string Nonce, string Algorithm, string Quality, string Opaque)
{
    private bool IsSha256 => Algorithm.StartsWith("SHA-256", StringComparison.OrdinalIgnoreCase);

    /// <summary>The best of the offers that we can answer, or null. Hikvision sends an MD5 line without algorithm and a SHA-256 one.</summary>
    /// <param name="headers">The values of all WWW-Authenticate lines.</param>
    public static HttpDigest? Choose(IEnumerable<string> headers) => headers.SelectMany(Offers).OfType<HttpDigest>().OrderByDescending(offer => offer.IsSha256).FirstOrDefault();

    /// <summary>The value of the Authorization line.</summary>
    /// <param name="count">Rising from 1 with each use of the nonce.</param>
    public string Authorization(string user, string password, string method, string path, int count, string clientNonce)
    {
        var (counted, response) = ($"{count:x8}", Response(user, password, method, path, count, clientNonce));
        var answer = new StringBuilder($"Digest username=\"{Quoted(user)}\", realm=\"{Quoted(Realm)}\", nonce=\"{Quoted(Nonce)}\", uri=\"{path}\", response=\"{response}\"");
        if (Algorithm.Length > 0) answer.Append($", algorithm={Algorithm}");
        if (Opaque.Length > 0) answer.Append($", opaque=\"{Quoted(Opaque)}\"");
        if (Quality.Length > 0) answer.Append($", qop={Quality}, nc={counted}, cnonce=\"{clientNonce}\"");
        return answer.ToString();
    }

    public string Response(string user, string password, string method, string path, int count, string clientNonce)
    {
        var secret = Hash($"{user}:{Realm}:{password}");
        if (Algorithm.EndsWith("-sess", StringComparison.OrdinalIgnoreCase)) secret = Hash($"{secret}:{Nonce}:{clientNonce}");
        var request = Hash($"{method}:{path}");
        return Quality.Length > 0 ? Hash($"{secret}:{Nonce}:{count:x8}:{clientNonce}:{Quality}:{request}") : Hash($"{secret}:{Nonce}:{request}");
    }

    /// <summary>The parts of a list of names and values, <c>realm="x", nonce="y"</c>, quoted or not.</summary>
    public static IReadOnlyDictionary<string, string> Parts(string list)
    {
        var parts = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var item in Split(list))
        {
            var equals = item.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0) parts.TryAdd(item[..equals].Trim(), Unquoted(item[(equals + 1)..].Trim()));
        }

        return parts;
    }

    /// <summary>One line may hold several offers: a new one begins where a word stands before the first name.</summary>
    private static IEnumerable<HttpDigest?> Offers(string header)
    {
        var offers = new List<string>();
        foreach (var item in Split(header))
        {
            var word = item.TrimStart().Split(' ', 2)[0];
            if (word.Length > 0 && !word.Contains('=', StringComparison.Ordinal)) offers.Add(item.TrimStart());
            else if (offers.Count > 0) offers[^1] += "," + item;
        }

        return offers.Where(offer => offer.StartsWith("Digest ", StringComparison.OrdinalIgnoreCase)).Select(offer => Read(offer["Digest ".Length..]));
    }

    private static HttpDigest? Read(string offer)
    {
        var parts = Parts(offer);
        var algorithm = parts.GetValueOrDefault("algorithm", "");
        var known = algorithm.ToUpperInvariant() is "" or "MD5" or "MD5-SESS" or "SHA-256" or "SHA-256-SESS";
        if (!known || !parts.TryGetValue("nonce", out var nonce)) return null;
        var qualities = parts.GetValueOrDefault("qop", "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (qualities.Length > 0 && !qualities.Contains("auth")) return null;
        return new HttpDigest(parts.GetValueOrDefault("realm", ""), nonce, algorithm, qualities.Length > 0 ? "auth" : "", parts.GetValueOrDefault("opaque", ""));
    }

    /// <summary>At the commas that stand outside quotes.</summary>
    private static IEnumerable<string> Split(string list)
    {
        var (start, quoted) = (0, false);
        for (var at = 0; at < list.Length; at++)
        {
            if (list[at] == '\\' && quoted) at++;
            else if (list[at] == '"') quoted = !quoted;
            else if (list[at] == ',' && !quoted)
            {
                yield return list[start..at];
                start = at + 1;
            }
        }

        yield return list[start..];
    }

    private string Hash(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
#pragma warning disable CA5351 // The protocol's own choice where the camera offers nothing better.
        return Convert.ToHexStringLower(IsSha256 ? SHA256.HashData(bytes) : MD5.HashData(bytes));
#pragma warning restore CA5351
    }

    private static string Quoted(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);

    private static string Unquoted(string text) => text is ['"', .., '"'] && text.Length >= 2
        ? text[1..^1].Replace("\\\"", "\"", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal)
        : text;
}
