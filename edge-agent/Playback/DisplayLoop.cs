using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Tongtang.EdgeAgent.HubLink;
using Tongtang.EdgeAgent.Sources;
using Tongtang.Protocol.Programs;

namespace Tongtang.EdgeAgent.Playback;

/// <summary>
/// Keeps a browser with the lesson on the room's board while one is to be shown: one that was killed comes back, one whose
/// page hangs is replaced, and when the lesson is over it is ended.
/// </summary>
internal sealed partial class DisplayLoop(
    DisplayBoard board, DisplayOptions options, ChildProcesses children, DataFolder folder, IServer server, TimeProvider time, ILogger<DisplayLoop> logger) : BackgroundService
{
    /// <summary>A slow machine needs so long until the page runs.</summary>
    private static readonly TimeSpan s_loading = TimeSpan.FromSeconds(30);

    /// <summary>The page says every two seconds that it runs.</summary>
    private static readonly TimeSpan s_hung = TimeSpan.FromSeconds(12);
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_firstRetry = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_retryCap = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan s_stable = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var failures = 0; ;)
        {
            var seen = board.Changed.Version;
            if (!board.Wanted || options.Browser.Length == 0)
            {
                (failures, board.Problem) = (0, ("", ""));
                await board.Changed.WaitAsync(seen, stoppingToken);
                continue;
            }
            var began = time.GetTimestamp();
            if (await ShowAsync(stoppingToken) is not { } problem) continue;
            failures = time.GetElapsedTime(began) >= s_stable ? 1 : failures + 1;
            if (failures == 1 || problem != board.Problem) LogFailed(problem.Text);
            board.Problem = problem;
            using var round = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            await Task.WhenAny(board.Changed.WaitAsync(seen, round.Token), Task.Delay(BackOff.Delay(failures, s_firstRetry, s_retryCap, 1), time, round.Token));
            await round.CancelAsync();
            stoppingToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>One browser's life; why it ended, null when it was to.</summary>
    private async Task<(string Code, string Text)?> ShowAsync(CancellationToken stoppingToken)
    {
        if (!OperatingSystem.IsWindows() && options.Screen.Length == 0 && Environment.GetEnvironmentVariable("DISPLAY") is null or "")
            return (DisplayBoard.NoDisplay, "The box has no desktop to show the lesson on: Display:Screen names none.");
        if (BrowserCommand.Find(options.Browser, OperatingSystem.IsWindows(), Searched(), File.Exists) is not { } browser)
            return ("browser_none", "There is no Chromium, Chrome or Edge on this machine to show the lesson with.");
        var page = new Uri(Address(), $"/receive?shown={board.Open(s_loading)}");
        Directory.CreateDirectory(folder["browser"]);
        // A profile that was in use when the power went says so until somebody asks.
        File.Delete(Path.Combine(folder["browser"], "SingletonLock"));
        var (program, arguments, environment) = BrowserCommand.Of(options, browser, folder["browser"], page, OperatingSystem.IsWindows(), Environment.UserName);
        try
        {
            await using var child = await children.StartAsync(program, arguments, environment);
            LogShown(browser, child.Id);
            var reading = child.Output.CopyToAsync(Stream.Null, stoppingToken);
            var end = await WatchAsync(child, stoppingToken);
            child.Kill();
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return end;
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            return ("browser_failed", $"{browser} does not start: {error.Message}");
        }
    }

    private async Task<(string Code, string Text)?> WatchAsync(ChildProcess child, CancellationToken stoppingToken)
    {
        using var round = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        var exited = child.ExitedAsync(round.Token);
        try
        {
            while (true)
            {
                var seen = board.Changed.Version;
                if (!board.Wanted) return null;
                if (exited.IsCompleted)
                {
                    // What it left running would keep its complaints open.
                    child.Kill();
                    await child.ComplaintsAsync();
                    return ("browser_failed", $"The browser ended with {child.ExitCode}: {child.LastWords}");
                }
                if (board.Silence > s_hung) return ("browser_failed", $"The page on the board has said nothing for {s_hung.TotalSeconds:0} s.");
                if (board.Silence >= TimeSpan.Zero) board.Problem = ("", "");
                await Task.WhenAny(exited, board.Changed.WaitAsync(seen, round.Token), Task.Delay(s_look, time, round.Token));
                stoppingToken.ThrowIfCancellationRequested();
            }
        }
        finally
        {
            await round.CancelAsync();
        }
    }

    /// <summary>The panel's own address; on a wildcard, this machine.</summary>
    private Uri Address()
    {
        var bound = server.Features.Get<IServerAddressesFeature>()!.Addresses.First().Replace("[::]", "127.0.0.1", StringComparison.Ordinal).Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal);
        return new Uri(bound);
    }

    private static string[] Searched() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);

    [LoggerMessage(EventId = 3511, Level = LogLevel.Information, Message = "The lesson is shown on the board by {Browser}, process {ProcessId}")]
    private partial void LogShown(string browser, int processId);

    [LoggerMessage(EventId = 3512, Level = LogLevel.Warning, Message = "The lesson is not on the board: {Problem}")]
    private partial void LogFailed(string problem);
}
