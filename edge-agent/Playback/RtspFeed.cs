using System.Runtime.InteropServices;
using Tongtang.EdgeAgent.Sources;
using Tongtang.Protocol.Durability;

namespace Tongtang.EdgeAgent.Playback;

/// <summary>
/// A camera's stream for libvlc, which has no RTSP of its own where Debian builds it: ffmpeg fetches it and hands it on as
/// MPEG-TS, the picture as it is and the sound as AAC, since MPEG-TS has no G.711. libvlc reads by calls, from a thread of
/// its own, so that nothing listens on the network. A camera that falls silent ends it.
/// </summary>
internal sealed class RtspFeed : IAsyncDisposable
{
    private static readonly TimeSpan s_silence = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(1);

    private readonly ChildProcess _child;
    private readonly string _folder;
    private readonly string _address;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _ended = new();
    private readonly Task _watching;
    private GCHandle _self;
    private long _waitsSince;
    private volatile bool _waits;

    private RtspFeed(ChildProcess child, string folder, string address, TimeProvider time)
    {
        (_child, _folder, _address, _time) = (child, folder, address, time);
        _self = GCHandle.Alloc(this);
        _watching = WatchAsync();
    }

    /// <summary>What libvlc is given with every call.</summary>
    public nint Handle => GCHandle.ToIntPtr(_self);

    public static unsafe delegate* unmanaged[Cdecl]<nint, byte*, nuint, nint> ReadCall => &Read;

    public long Bytes { get; private set; }

    /// <summary>Why nothing comes any more, without the camera's password.</summary>
    public string LastWords => SecretAddress.Redact(_child.LastWords, _address);

    public static bool Takes(string address) =>
        address.StartsWith("rtsp://", StringComparison.OrdinalIgnoreCase) || address.StartsWith("rtsps://", StringComparison.OrdinalIgnoreCase);

    /// <exception cref="System.ComponentModel.Win32Exception">There is no such ffmpeg.</exception>
    public static async Task<RtspFeed> StartAsync(ChildProcesses children, string ffmpeg, string address, TimeProvider time, CancellationToken cancellationToken)
    {
        // A command line can be read by everybody on the machine, a file of ours only by us.
        var folder = Directory.CreateTempSubdirectory("tongtang-play-").FullName;
        var playlist = Path.Combine(folder, "camera.ffconcat");
        await DurableFile.WriteAsync(playlist, System.Text.Encoding.UTF8.GetBytes(CaptureArguments.RtspPlaylist(address)), DurableFile.OwnerOnly, cancellationToken);
        try
        {
            var child = await children.StartAsync(ffmpeg, Arguments(playlist));
            return new RtspFeed(child, folder, address, time);
        }
        catch
        {
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    /// <summary>Before the player is stopped: it waits for the read that it is in.</summary>
    public void End() => _child.Kill();

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _watching;
        await _child.DisposeAsync();
        _self.Free();
        _ended.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static string[] Arguments(string playlist) =>
    [
        "-nostdin", "-hide_banner", "-loglevel", "error", .. CaptureArguments.Playlist(playlist), "-map", "0:v:0?", "-map", "0:a:0?",
        "-c:v", "copy", "-c:a", "aac", "-muxdelay", "0", "-muxpreload", "0", "-flush_packets", "1", "-f", "mpegts", "pipe:1",
    ];

    [UnmanagedCallersOnly(CallConvs = [typeof(System.Runtime.CompilerServices.CallConvCdecl)])]
    private static unsafe nint Read(nint handle, byte* buffer, nuint length) =>
        ((RtspFeed)GCHandle.FromIntPtr(handle).Target!).Read(new Span<byte>(buffer, (int)Math.Min(length, 1 << 20)));

    /// <summary>0: it is over.</summary>
    private int Read(Span<byte> buffer)
    {
        (_waitsSince, _waits) = (_time.GetTimestamp(), true);
        try
        {
            var count = _child.Output.Read(buffer);
            Bytes += count;
            return count;
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            // Nothing may be thrown through libvlc; a pipe that broke is the end as well.
            return 0;
        }
        finally
        {
            _waits = false;
        }
    }

    /// <summary>ffmpeg's own limit has been seen to do nothing.</summary>
    private async Task WatchAsync()
    {
        using var timer = new PeriodicTimer(s_look, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(_ended.Token))
            {
                if (_waits && _time.GetElapsedTime(Volatile.Read(ref _waitsSince)) > s_silence) _child.Kill();
            }
        }
        catch (OperationCanceledException) when (_ended.IsCancellationRequested)
        {
            // Nobody plays it any more.
        }
    }
}
