using System.Buffers;
using System.Diagnostics;
using System.Security.Cryptography;
using Google.Protobuf;
using Tongtang.Benchmarks.Intake;
using Tongtang.Harness.Processes;
using Tongtang.Protocol.Grpc;
using Tongtang.Protocol.Live;
using Tongtang.Protocol.Media;
using Tongtang.Protocol.V1;

namespace Tongtang.Benchmarks.Live;

/// <summary>A box of one camera at 25 pictures and 1.1 Mbit/s, made up: on the link, recording, and sending what it is told to.</summary>
internal sealed class LiveAgent : IAsyncDisposable
{
    public const int PartsInSegment = 10;
    public const string Source = "camera";

    private const int PicturesInPart = 5;
    public const int PictureBytes = 1_100_000 / 8 / 25;
    private const uint Timescale = 12_800;
    private static readonly TimeSpan s_picture = TimeSpan.FromMilliseconds(40);
    private static readonly TimeSpan s_probe = TimeSpan.FromSeconds(5);

    private readonly LoadingAgent _box;
    private readonly GrpcClientCall<AgentMessage, HubMessage> _link;
    private readonly GrpcClientCall<LiveUp, LiveWish> _push;
    private readonly CancellationTokenSource _stop = new();
    private readonly byte[] _picture = RandomNumberGenerator.GetBytes(PictureBytes);
    private readonly List<byte> _segment = [];
    private readonly byte[] _init;
    private Task _working = Task.CompletedTask;
    private long _pictures;

    private LiveAgent(LoadingAgent box, byte[] init)
    {
        (_box, _init) = (box, init);
        _link = box.Channel.Start<AgentMessage, HubMessage>(LinkReflection.Descriptor.Services[0].FindMethodByName("Connect"), new GrpcCallOptions(), CancellationToken.None);
        _push = box.Channel.Start<LiveUp, LiveWish>(LiveReflection.Descriptor.Services[0].FindMethodByName("Push"), new GrpcCallOptions(), CancellationToken.None);
    }

    public string RoomId => _box.RoomId;

    public string RecordingId => _box.RecordingId;

    /// <summary>When each part was given to the line, by segment × <see cref="PartsInSegment"/> + part; 0: not yet.</summary>
    public long[] SentAt { get; } = new long[4096];

    public static async Task<LiveAgent> StartAsync(Hub hub, byte[] init)
    {
        var agent = new LiveAgent(await LoadingAgent.EnrolAsync(hub, init), init);
        await agent._link.WriteAsync(new AgentMessage { Hello = new Hello { AgentVersion = "0.1.0", StoreEpoch = "load", BootId = "load", ClockKnown = true } }, CancellationToken.None);
        if ((await agent._link.ReadAsync(CancellationToken.None))?.Welcome is null) throw new InvalidOperationException("The hub does not welcome the box.");
        await agent._push.WriteAsync(new LiveUp { Offer = new LiveOffer { Sources = { new LiveSource { Name = Source, HasPicture = true } } } }, CancellationToken.None);
        return agent;
    }

    /// <summary>Pictures as they fall due: as frames, or in parts with their segments stored behind them.</summary>
    public void Begin(bool frames) => _working = Task.WhenAll(WorkAsync(frames), HearAsync(_link), HearAsync(_push), ProbeAsync());

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _push.DisposeAsync();
        await _link.DisposeAsync();
        try
        {
            await _working;
        }
        catch (Exception end) when (end is OperationCanceledException or GrpcException or IOException)
        {
            // Ended in mid-sentence.
        }
        _box.Dispose();
        _stop.Dispose();
    }

    private long NowUs => (TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    private async Task WorkAsync(bool frames)
    {
        // What nobody wants yet the hub leaves; a box that is told of the first viewer begins so.
        if (frames) await SendAsync(LivePacket.OfEpoch(LiveTrack.Picture, 1, NowUs, "avc1.64001F", _init));
        using var timer = new PeriodicTimer(frames ? s_picture : s_picture * PicturesInPart, TimeProvider.System);
        while (await timer.WaitForNextTickAsync(_stop.Token))
        {
            if (frames) await SendFrameAsync();
            else await SendPartAsync();
        }
    }

    private Task SendFrameAsync()
    {
        var flags = _pictures % 50 == 0 ? LiveFrameFlags.Keyframe : LiveFrameFlags.None;
        return SendAsync(LivePacket.OfFrame(LiveTrack.Picture, flags, 1, NowUs, Write(1)));
    }

    private async Task SendPartAsync()
    {
        var at = (int)(_pictures / PicturesInPart);
        var (segment, part) = (at / PartsInSegment, at % PartsInSegment);
        var bytes = Write(PicturesInPart);
        var flags = (part == 0 ? LivePartFlags.Independent : LivePartFlags.None) | (part == PartsInSegment - 1 ? LivePartFlags.LastOfSegment : LivePartFlags.None);
        var packet = LivePacket.OfPart(LiveTrack.Picture, flags, 0, (uint)segment, (ushort)part, RecordingId, bytes);
        SentAt[at] = Stopwatch.GetTimestamp();
        await SendAsync(packet);
        _segment.AddRange(bytes);
        if (part < PartsInSegment - 1) return;
        var whole = _segment.ToArray();
        _segment.Clear();
        await _box.StoreAsync(whole, SHA256.HashData(whole));
    }

    private byte[] Write(int pictures)
    {
        var output = new ArrayBufferWriter<byte>();
        var samples = Enumerable.Range(0, pictures).Select(i => new Sample(Timescale / 25, PictureBytes, (_pictures + i) % 50 == 0, 0)).ToArray();
        var payload = Enumerable.Repeat(_picture, pictures).SelectMany(bytes => bytes).ToArray();
        FragmentWriter.Write(output, (uint)_pictures + 1, InitSegment.Parse(_init).Tracks[0].Id, _pictures * (Timescale / 25), samples, payload);
        _pictures += pictures;
        return output.WrittenSpan.ToArray();
    }

    private async Task SendAsync(LivePacket packet) =>
        await _push.WriteAsync(new LiveUp { Message = new LiveMessage { Source = Source, Bytes = UnsafeByteOperations.UnsafeWrap(packet.Bytes) } }, CancellationToken.None);

    private async Task HearAsync<TRequest, TReply>(GrpcClientCall<TRequest, TReply> call)
        where TRequest : class, IMessage<TRequest>, new()
        where TReply : class, IMessage<TReply>, new()
    {
        while (await call.ReadAsync(_stop.Token) is not null)
        {
            // It sends all there is, whatever is wished.
        }
    }

    private async Task ProbeAsync()
    {
        using var timer = new PeriodicTimer(s_probe, TimeProvider.System);
        while (await timer.WaitForNextTickAsync(_stop.Token))
            await _link.WriteAsync(new AgentMessage { TimeProbe = new TimeProbe() }, CancellationToken.None);
    }
}
