namespace Tongtang.EdgeAgent.Sources;

/// <summary>
/// How what captures or shows a screen gets to the desktop: a service has none. On Linux it runs as the account at the desktop with
/// that desktop's X authority. On Windows the agent must itself run in the user's session until it is a service: then
/// this is the place for CreateProcessAsUser. Pure.
/// </summary>
internal static class UserSession
{
    public static (string Program, IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string> Environment) Command(
        SourceOptions source, string program, IReadOnlyList<string> arguments, bool windows, string ownAccount) => source.Kind == SourceKind.Screen
        ? Command(new DesktopAccount(source.Address, source.XAuthority, source.User), program, arguments, windows, ownAccount)
        : (program, arguments, new Dictionary<string, string>());

    public static (string Program, IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string> Environment) Command(
        DesktopAccount desktop, string program, IReadOnlyList<string> arguments, bool windows, string ownAccount)
    {
        var environment = new Dictionary<string, string>();
        if (windows) return (program, arguments, environment);
        if (desktop.Display.Length > 0) environment["DISPLAY"] = desktop.Display;
        if (desktop.XAuthority.Length > 0) environment["XAUTHORITY"] = desktop.XAuthority;
        if (desktop.User.Length == 0 || desktop.User == ownAccount) return (program, arguments, environment);
        string[] inherited = [.. environment.Select(pair => $"{pair.Key}={pair.Value}")];
        return ("sudo", ["-n", "-u", desktop.User, "--", "env", .. inherited, program, .. arguments], new Dictionary<string, string>());
    }
}

/// <summary>A desktop on Linux: its X display, the file that admits to it, and whose it is; each may be empty: the box's own.</summary>
internal sealed record DesktopAccount(string Display, string XAuthority, string User);
