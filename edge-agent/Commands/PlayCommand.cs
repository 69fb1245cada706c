using System.CommandLine;
using Tongtang.EdgeAgent.Playback;

namespace Tongtang.EdgeAgent.Commands;

/// <summary>
/// <c>edge-agent play ADDRESS</c>: plays a file, HLS or RTSP full screen without a browser, until it ends or is ended. A
/// program of its own, so that a decoder that falls takes no recording with it.
/// </summary>
internal static class PlayCommand
{
    private const int NoLibrary = 3;
    private const int NotPlayed = 4;
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(200);

    public static Command Make()
    {
        var address = new Argument<string>("ADDRESS") { Description = "A path, or an address such as http://…/index.m3u8 or rtsp://…" };
        var again = new Option<bool>("--again") { Description = "Begin anew at its end." };
        var play = new Command("play", "Plays something full screen on this desktop, by libvlc.") { address, again };
        play.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetRequiredValue(address), parsed.GetValue(again), parsed.InvocationConfiguration, cancellationToken));
        return play;
    }

    private static async Task<int> RunAsync(string address, bool again, InvocationConfiguration console, CancellationToken cancellationToken)
    {
        if (LibVlc.TryLoad() is not { } vlc)
        {
            await console.Error.WriteLineAsync("libvlc is not installed. On Debian and Ubuntu: apt-get install libvlc5 vlc-plugin-base vlc-plugin-video-output. On Windows: install VLC for all users.");
            return NoLibrary;
        }
        if (!address.Contains("://", StringComparison.Ordinal) && !File.Exists(address)) return await FailedAsync($"There is no file {address}.", console);
        using var player = VlcPlayer.TryPlay(vlc, address, again);
        if (player is null) return await FailedAsync("libvlc does not begin to play it.", console);
        try
        {
            while (player.State is not (VlcState.Ended or VlcState.Error or VlcState.Stopped)) await Task.Delay(s_look, TimeProvider.System, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return 0;
        }
        return player.State == VlcState.Error ? await FailedAsync("It cannot be played: nothing comes from there, or nothing that libvlc understands.", console) : 0;
    }

    private static async Task<int> FailedAsync(string problem, InvocationConfiguration console)
    {
        await console.Error.WriteLineAsync(problem);
        return NotPlayed;
    }
}
