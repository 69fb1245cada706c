namespace Tongtang.EdgeAgent.Sources;

/// <summary>
/// How a screen's capture gets to the desktop: a service has none. On Linux it runs as the account at the desktop with
/// that desktop's X authority. On Windows the agent must itself run in the user's session until it is a service: then
/// this is the place for CreateProcessAsUser. Pure.
/// </summary>
internal static class UserSession
{
    public static (string Program, IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string> Environment) Command(
        SourceOptions source, string program, IReadOnlyList<string> arguments, bool windows, string ownAccount)
    {
        var environment = new Dictionary<string, string>();
        if (source.Kind != SourceKind.Screen || windows) return (program, arguments, environment);
        if (source.Address.Length > 0) environment["DISPLAY"] = source.Address;
        if (source.XAuthority.Length > 0) environment["XAUTHORITY"] = source.XAuthority;
        if (source.User.Length == 0 || source.User == ownAccount) return (program, arguments, environment);
        string[] inherited = [.. environment.Select(pair => $"{pair.Key}={pair.Value}")];
        return ("sudo", ["-n", "-u", source.User, "--", "env", .. inherited, program, .. arguments], new Dictionary<string, string>());
    }
}
