using Tongtang.EdgeAgent.Sources;

namespace Tongtang.EdgeAgent.Installer;

/// <summary>
/// Passwords of cameras never travel back to a page: it sees <see cref="Mask"/> in their place, and what it sends back
/// with the mask keeps the password it had, for the same user at the same host only. Pure.
/// </summary>
internal static class SourceSecrets
{
    public const string Mask = "***";

    public static SourceOptions Hide(SourceOptions source)
    {
        if (Parts(source.Address) is not var (before, password, after) || password.Length == 0) return source;
        return source with { Address = before + Mask + after };
    }

    /// <summary>Puts passwords back where the page sent the mask.</summary>
    /// <exception cref="SourcesException">A mask stands where no password is known.</exception>
    public static SourceOptions Restore(SourceOptions wanted, IReadOnlyList<SourceOptions> known)
    {
        if (Parts(wanted.Address) is not var (before, password, after) || password != Mask) return wanted;
        var match = known.Select(k => (Parts: Parts(k.Address), k.Name)).Where(k => k.Parts is { } p && p.Before == before && Host(p.After) == Host(after))
            .OrderByDescending(k => k.Name == wanted.Name).Select(k => k.Parts).FirstOrDefault()
            ?? throw new SourcesException([$"{wanted.Name}: type the password of {SecretAddress.Redact(wanted.Address)} again: it is known only for the address it was given with."]);
        return wanted with { Address = before + match.Password + after };
    }

    /// <summary>"rtsp://user:", "password" and "@host/path"; null when the address carries no password.</summary>
    private static (string Before, string Password, string After)? Parts(string address)
    {
        var start = address.IndexOf("://", StringComparison.Ordinal);
        if (start < 0) return null;
        var end = address.IndexOf('/', start + 3);
        var authority = end < 0 ? address[(start + 3)..] : address[(start + 3)..end];
        var at = authority.LastIndexOf('@');
        var colon = at < 0 ? -1 : authority[..at].IndexOf(':', StringComparison.Ordinal);
        if (colon < 0) return null;
        var (first, last) = (start + 3 + colon + 1, start + 3 + at);
        return (address[..first], address[first..last], address[last..]);
    }

    private static string Host(string after) => after.IndexOf('/', StringComparison.Ordinal) is var slash and >= 0 ? after[..slash] : after;
}
