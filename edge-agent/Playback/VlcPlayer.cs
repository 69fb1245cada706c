namespace Tongtang.EdgeAgent.Playback;

/// <summary>Plays one thing full screen by libvlc: a file, HLS, or a camera's stream. For signs and broadcasts, where no browser is needed.</summary>
internal sealed class VlcPlayer : IDisposable
{
    private readonly LibVlc _vlc;
    private readonly nint _instance;
    private readonly nint _player;

    private VlcPlayer(LibVlc vlc, nint instance, nint player) => (_vlc, _instance, _player) = (vlc, instance, player);

    public VlcState State => _vlc.State(_player);

    /// <param name="again">It begins anew at its end.</param>
    /// <returns>Null: libvlc does not take it, or has no plugins.</returns>
    public static VlcPlayer? TryPlay(LibVlc vlc, string address, bool again) => TryPlay(vlc, again, instance => vlc.NewMedia(instance, address));

    /// <returns>Null: as of an address.</returns>
    public static unsafe VlcPlayer? TryPlay(LibVlc vlc, RtspFeed feed) => TryPlay(vlc, again: false, instance => vlc.NewMedia(instance, RtspFeed.ReadCall, feed.Handle));

    private static VlcPlayer? TryPlay(LibVlc vlc, bool again, Func<nint, nint> open)
    {
        string[] arguments = ["--quiet", "--fullscreen", "--no-video-title-show", "--no-osd", "--no-keyboard-events", "--no-mouse-events", "--network-caching=300", .. again ? ["--input-repeat=65535"] : Array.Empty<string>()];
        var instance = vlc.New(arguments);
        if (instance == 0) return null;
        var media = open(instance);
        var player = media == 0 ? 0 : vlc.NewPlayer(media);
        if (media != 0) vlc.ReleaseMedia(media);
        if (player == 0)
        {
            vlc.Release(instance);
            return null;
        }
        var playing = new VlcPlayer(vlc, instance, player);
        vlc.SetFullscreen(player);
        if (vlc.Play(player) == 0) return playing;
        playing.Dispose();
        return null;
    }

    public void Dispose()
    {
        _vlc.StopPlayer(_player);
        _vlc.ReleasePlayer(_player);
        _vlc.Release(_instance);
    }
}
