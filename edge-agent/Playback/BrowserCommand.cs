using Tongtang.EdgeAgent.Sources;

namespace Tongtang.EdgeAgent.Playback;

/// <summary>How a browser is started that shows one page, full screen, with sound, and asks nobody anything.</summary>
internal static class BrowserCommand
{
    private static readonly string[] s_linux = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge"];

    private static readonly string[] s_quiet =
    [
        "--kiosk", "--window-position=0,0", "--no-first-run", "--no-default-browser-check", "--noerrdialogs", "--disable-infobars", "--disable-session-crashed-bubble",
        "--hide-crash-restore-bubble", "--disable-features=Translate,TranslateUI,MediaRouter", "--disable-component-update", "--disable-sync", "--disable-pinch",
        "--overscroll-history-navigation=0", "--password-store=basic", "--autoplay-policy=no-user-gesture-required",
    ];

    /// <summary>The browser that is to be used; null: there is none.</summary>
    /// <param name="exists">Whether there is a program at this path.</param>
    /// <param name="searched">Folders of PATH.</param>
    public static string? Find(string wanted, bool windows, IReadOnlyList<string> searched, Func<string, bool> exists)
    {
        if (wanted.Length == 0) return null;
        if (wanted != DisplayOptions.Usual && (wanted.Contains('/', StringComparison.Ordinal) || wanted.Contains('\\', StringComparison.Ordinal))) return exists(wanted) ? wanted : null;
        var usual = windows ? WindowsPlaces() : s_linux;
        var names = wanted == DisplayOptions.Usual ? usual : [wanted];
        return names.SelectMany(name => Path.IsPathRooted(name) ? [name] : searched.Select(folder => Path.Combine(folder, name))).FirstOrDefault(exists);
    }

    /// <param name="folder">Of the browser's own profile, so that nobody's tabs are in it.</param>
    public static (string Program, IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string> Environment) Of(
        DisplayOptions options, string browser, string folder, Uri page, bool windows, string ownAccount)
    {
        // The account at the desktop may not look into the box's data.
        var profile = options.User.Length == 0 || options.User == ownAccount ? folder : $"/var/tmp/tongtang-display-{options.User}";
        string[] arguments = [.. s_quiet, $"--user-data-dir={profile}", .. options.Arguments, page.AbsoluteUri];
        return UserSession.Command(new DesktopAccount(options.Screen, options.XAuthority, options.User), browser, arguments, windows, ownAccount);
    }

    private static string[] WindowsPlaces()
    {
        string[] roots = [Environment.GetFolderPath(Environment.SpecialFolder.ProgramFilesX86), Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles)];
        string[] places = [@"Microsoft\Edge\Application\msedge.exe", @"Google\Chrome\Application\chrome.exe"];
        return [.. roots.SelectMany(root => places.Select(place => Path.Combine(root, place)))];
    }
}
