using System.Security.Cryptography;

namespace Tongtang.EdgeAgent.Installer;

/// <summary>
/// Who has given the PIN: a random token in a cookie, half an hour from the last use. Kept in memory only, so that a
/// restart ends them. Thread safe.
/// </summary>
internal sealed class InstallerSessions(TimeProvider time)
{
    private const string Cookie = "tongtang-installer";

    /// <summary>The one unused for longest goes when another comes: nobody has so many installers.</summary>
    private const int Most = 8;

    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(30);
    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _lastUse = new(StringComparer.Ordinal);

    public bool IsInstaller(HttpContext context)
    {
        if (context.Request.Cookies[Cookie] is not { Length: 64 } token) return false;
        lock (_lock)
        {
            if (!_lastUse.TryGetValue(Name(token), out var last)) return false;
            if (time.GetElapsedTime(last) > Idle) return !_lastUse.Remove(Name(token));
            // An event stream asks several times a second, so only requests count as use.
            if (context.Request.Path != "/api/v1/events") _lastUse[Name(token)] = time.GetTimestamp();
            return true;
        }
    }

    public void Begin(HttpContext context)
    {
        var token = RandomNumberGenerator.GetHexString(64, lowercase: true);
        lock (_lock)
        {
            if (_lastUse.Count >= Most) _lastUse.Remove(_lastUse.MinBy(s => s.Value).Key);
            _lastUse[Name(token)] = time.GetTimestamp();
        }
        context.Response.Cookies.Append(Cookie, token, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Strict, Path = "/", IsEssential = true });
    }

    public void End(HttpContext context)
    {
        if (context.Request.Cookies[Cookie] is { } token)
            lock (_lock) _lastUse.Remove(Name(token));
        context.Response.Cookies.Delete(Cookie);
    }

    /// <summary>Tokens are remembered by their hash: a memory dump opens nothing, and comparing leaks no time.</summary>
    private static string Name(string token) => Convert.ToHexString(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(token)));
}
