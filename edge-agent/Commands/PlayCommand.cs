using System.CommandLine;
using Tongtang.EdgeAgent.HubLink;
using Tongtang.EdgeAgent.Playback;
using Tongtang.EdgeAgent.Sources;

namespace Tongtang.EdgeAgent.Commands;

/// <summary>
/// <c>edge-agent play ADDRESS</c>: plays a file, HLS or RTSP full screen without a browser, until it ends or is ended. A
/// program of its own, so that a decoder that falls takes no recording with it.
/// </summary>
internal static class PlayCommand
{
    private const int NoLibrary = 3;
    private const int NotPlayed = 4;
    private const string NotBegun = "libvlc does not begin to play it.";
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(200);

    private static readonly TimeSpan s_firstRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_retryCap = TimeSpan.FromSeconds(15);

    private sealed record Wish(string Address, bool Again, string Ffmpeg);

    public static Command Make()
    {
        var address = new Argument<string>("ADDRESS") { Description = "A path, or an address such as http://…/index.m3u8 or rtsp://…; -: read from the standard input, where nobody sees its password." };
        var again = new Option<bool>("--again") { Description = "Begin anew at its end; a camera: as soon as it is there again." };
        var ffmpeg = new Option<string>("--ffmpeg") { Description = "The ffmpeg that fetches RTSP.", DefaultValueFactory = _ => "ffmpeg" };
        var play = new Command("play", "Plays something full screen on this desktop, by libvlc.") { address, again, ffmpeg };
        play.SetAction((parsed, cancellationToken) => RunAsync(
            new Wish(parsed.GetRequiredValue(address), parsed.GetValue(again), parsed.GetRequiredValue(ffmpeg)), parsed.InvocationConfiguration, cancellationToken));
        return play;
    }

    private static async Task<int> RunAsync(Wish wish, InvocationConfiguration console, CancellationToken cancellationToken)
    {
        if (LibVlc.TryLoad() is not { } vlc)
        {
            await console.Error.WriteLineAsync("libvlc is not installed. On Debian and Ubuntu: apt-get install libvlc5 vlc-plugin-base vlc-plugin-video-output. On Windows: install VLC for all users.");
            return NoLibrary;
        }
        if (wish.Address == "-") wish = wish with { Address = (await Console.In.ReadLineAsync(cancellationToken) ?? "").Trim() };
        try
        {
            if (RtspFeed.Takes(wish.Address)) return await PlayCameraAsync(vlc, wish, console, cancellationToken);
            if (!wish.Address.Contains("://", StringComparison.Ordinal) && !File.Exists(wish.Address)) return await FailedAsync($"There is no file {wish.Address}.", console);
            using var player = VlcPlayer.TryPlay(vlc, wish.Address, wish.Again);
            if (player is null) return await FailedAsync(NotBegun, console);
            return await LastsAsync(player, cancellationToken) == VlcState.Error
                ? await FailedAsync("It cannot be played: nothing comes from there, or nothing that libvlc understands.", console) : 0;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return 0;
        }
    }

    private static async Task<int> PlayCameraAsync(LibVlc vlc, Wish wish, InvocationConfiguration console, CancellationToken cancellationToken)
    {
        using var children = new ChildProcesses();
        for (var failures = 1; ; failures++)
        {
            var began = TimeProvider.System.GetTimestamp();
            var problem = await PlayOnceAsync(vlc, children, wish, cancellationToken);
            if (!wish.Again) return problem is null ? 0 : await FailedAsync(problem, console);
            if (problem is not null) await console.Error.WriteLineAsync(problem);
            if (TimeProvider.System.GetElapsedTime(began) > s_retryCap) failures = 1;
            await Task.Delay(BackOff.Delay(failures, s_firstRetry, s_retryCap, 1), TimeProvider.System, cancellationToken);
        }
    }

    /// <summary>Null: it was played, and is over.</summary>
    private static async Task<string?> PlayOnceAsync(LibVlc vlc, ChildProcesses children, Wish wish, CancellationToken cancellationToken)
    {
        RtspFeed feed;
        try
        {
            feed = await RtspFeed.StartAsync(children, wish.Ffmpeg, wish.Address, TimeProvider.System, cancellationToken);
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            return $"{wish.Ffmpeg} does not start: {error.Message}";
        }
        await using var feeding = feed;
        if (VlcPlayer.TryPlay(vlc, feed) is not { } player) return NotBegun;
        try
        {
            var state = await LastsAsync(player, cancellationToken);
            return feed.Bytes > 0 && state != VlcState.Error ? null : $"It cannot be played: nothing comes from there. {feed.LastWords}".TrimEnd();
        }
        finally
        {
            feed.End();
            player.Dispose();
        }
    }

    /// <summary>How it ended.</summary>
    private static async Task<VlcState> LastsAsync(VlcPlayer player, CancellationToken cancellationToken)
    {
        while (player.State is not (VlcState.Ended or VlcState.Error or VlcState.Stopped)) await Task.Delay(s_look, TimeProvider.System, cancellationToken);
        return player.State;
    }

    private static async Task<int> FailedAsync(string problem, InvocationConfiguration console)
    {
        await console.Error.WriteLineAsync(problem);
        return NotPlayed;
    }
}
