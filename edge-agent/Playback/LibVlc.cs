using System.Runtime.InteropServices;
using System.Text;

namespace Tongtang.EdgeAgent.Playback;

/// <summary>How a playback stands; the numbers are libvlc's (libvlc_state_t, vlc/libvlc_media.h 3.0).</summary>
internal enum VlcState
{
    None = 0,
    Opening = 1,
    Buffering = 2,
    Playing = 3,
    Paused = 4,
    Stopped = 5,
    Ended = 6,
    Error = 7,
}

/// <summary>
/// The few functions of libvlc 3 that playing something full screen takes. The library is looked for when it is needed: a
/// box without it does everything else.
/// </summary>
internal sealed unsafe class LibVlc
{
    private static readonly string[] s_names = OperatingSystem.IsWindows()
        ? ["libvlc.dll", @"C:\Program Files\VideoLAN\VLC\libvlc.dll"]
        : ["libvlc.so.5", "libvlc.so"];

    private readonly nint _library;

    private LibVlc(nint library) => _library = library;

    /// <summary>Null: it is not installed (Debian: libvlc5, vlc-plugin-base, vlc-plugin-video-output).</summary>
    public static LibVlc? TryLoad()
    {
        foreach (var name in s_names)
        {
            if (NativeLibrary.TryLoad(name, out var library)) return new LibVlc(library);
        }
        return null;
    }

    /// <returns>0: it does not start, mostly because it has no plugins.</returns>
    public nint New(IReadOnlyList<string> arguments)
    {
        var texts = arguments.Select(Marshal.StringToCoTaskMemUTF8).ToArray();
        try
        {
            fixed (nint* first = texts) return ((delegate* unmanaged[Cdecl]<int, nint*, nint>)Export("libvlc_new"))(texts.Length, first);
        }
        finally
        {
            foreach (var text in texts) Marshal.FreeCoTaskMem(text);
        }
    }

    /// <param name="address">A path, or an address of any kind that libvlc knows.</param>
    public nint NewMedia(nint instance, string address)
    {
        var export = address.Contains("://", StringComparison.Ordinal) ? "libvlc_media_new_location" : "libvlc_media_new_path";
        fixed (byte* text = Encoding.UTF8.GetBytes(address + '\0')) return ((delegate* unmanaged[Cdecl]<nint, byte*, nint>)Export(export))(instance, text);
    }

    /// <summary>What is read by calls, from its beginning on and never back.</summary>
    /// <param name="read">Fills the buffer and answers how many bytes; 0: it is over.</param>
    /// <param name="handle">Given with each call.</param>
    public nint NewMedia(nint instance, delegate* unmanaged[Cdecl]<nint, byte*, nuint, nint> read, nint handle) =>
        ((delegate* unmanaged[Cdecl]<nint, nint, nint, nint, nint, nint, nint>)Export("libvlc_media_new_callbacks"))(instance, 0, (nint)read, 0, 0, handle);

    public nint NewPlayer(nint media) => Call("libvlc_media_player_new_from_media", media);

    public int Play(nint player) => ((delegate* unmanaged[Cdecl]<nint, int>)Export("libvlc_media_player_play"))(player);

    public void SetFullscreen(nint player) => ((delegate* unmanaged[Cdecl]<nint, int, void>)Export("libvlc_set_fullscreen"))(player, 1);

    public VlcState State(nint player) => (VlcState)((delegate* unmanaged[Cdecl]<nint, int>)Export("libvlc_media_player_get_state"))(player);

    public void StopPlayer(nint player) => Release("libvlc_media_player_stop", player);

    public void ReleasePlayer(nint player) => Release("libvlc_media_player_release", player);

    public void ReleaseMedia(nint media) => Release("libvlc_media_release", media);

    public void Release(nint instance) => Release("libvlc_release", instance);

    private nint Call(string export, nint argument) => ((delegate* unmanaged[Cdecl]<nint, nint>)Export(export))(argument);

    private void Release(string export, nint thing) => ((delegate* unmanaged[Cdecl]<nint, void>)Export(export))(thing);

    private nint Export(string name) => NativeLibrary.GetExport(_library, name);
}
