using System.Text.RegularExpressions;

namespace Tongtang.EdgeAgent.Sources;

/// <summary>Keeps user names and passwords of addresses out of logs, messages and command lines. Pure.</summary>
internal static partial class SecretAddress
{
    /// <summary>Everything between <c>://</c> and the <c>@</c> before the host becomes an ellipsis, in whatever text it stands.</summary>
    public static string Redact(string text) => Credentials().Replace(text, "://…@");

    /// <summary>The same, and the user's and the password's own text too, as typed and as percent-encoded.</summary>
    public static string Redact(string text, string address)
    {
        text = Redact(text);
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.UserInfo.Length == 0) return text;
        var password = uri.UserInfo.Split(':', 2) is [_, var second] ? second : "";
        foreach (var secret in new[] { uri.UserInfo, password, Uri.UnescapeDataString(password) })
        {
            if (secret.Length >= 3) text = text.Replace(secret, "…");
        }
        return text;
    }

    /// <summary>
    /// A playlist of one for ffmpeg's concat demuxer: an address in a file that only we can read, instead of on a command
    /// line that everybody can. Options are given to the demuxer of the address.
    /// </summary>
    public static string Playlist(string address, IEnumerable<(string Name, string Value)> options) =>
        $"ffconcat version 1.0\nfile {Quote(address)}\n{string.Concat(options.Select(o => $"option {o.Name} {Quote(o.Value)}\n"))}";

    private static string Quote(string text) => $"'{text.Replace("'", @"'\''")}'";

    [GeneratedRegex(@"://[^\s/@'""]*(?:@[^\s/@'""]*)*@", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Credentials();
}
