using System.Diagnostics;
using System.Security.Cryptography;
using Google.Protobuf;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Tests.Recordings;

/// <summary>A lesson as a box would declare it: real init segments by ffmpeg, one picture and one sound, made-up segments.</summary>
internal sealed class SampleLesson
{
    public const string Video = "teacher.video";
    public const string Audio = "teacher.audio";
    public const long StartedAtMs = 1_788_220_800_000;

    private static readonly Lazy<ByteString> s_video = new(() => Init("-f lavfi -i testsrc=size=320x180:rate=25 -t 0.2 -c:v libx264 -preset ultrafast -pix_fmt yuv420p"));
    private static readonly Lazy<ByteString> s_audio = new(() => Init("-f lavfi -i sine -t 0.2 -c:a aac"));

    public static ByteString VideoInit => s_video.Value;

    public static ByteString AudioInit => s_audio.Value;

    public string Id { get; } = Guid.CreateVersion7().ToString("N");

    public RecordingDescription Describe(ulong revision = 1, string title = "分数的意义") => new()
    {
        RecordingId = Id,
        Revision = revision,
        Title = title,
        Teacher = "王老师",
        StartedAtMs = StartedAtMs,
        ClockKnown = true,
        Tracks =
        {
            new Track { Name = Video, Kind = TrackKind.Video, Codec = "avc1.64000D", Width = 320, Height = 180, Epochs = { new Epoch { Number = 0, InitSegment = VideoInit } } },
            new Track { Name = Audio, Kind = TrackKind.Audio, Codec = "mp4a.40.2", Epochs = { new Epoch { Number = 0, InitSegment = AudioInit } } },
        },
        Views = { new View { Name = "teacher", Role = SourceRole.Teacher, VideoTrack = Video, AudioTrack = Audio } },
    };

    public SegmentHeader Header(uint number, byte[] data, string track = Video, uint epoch = 0) => new()
    {
        RecordingId = Id,
        Track = track,
        Epoch = epoch,
        Number = number,
        Length = (uint)data.Length,
        Sha256 = ByteString.CopyFrom(SHA256.HashData(data)),
        CapturedAtMs = StartedAtMs + (number * 2000L),
        MediaTimeUs = number * 2_000_000L,
        DurationUs = 2_000_000,
        Independent = true,
    };

    /// <summary>Bytes that are the same each time they are asked for.</summary>
    public static byte[] Data(uint number, int length = 5000)
    {
        var data = new byte[length];
        new Random((int)number).NextBytes(data);
        return data;
    }

    public Task<SegmentReceipt> SendAsync(TestBox box, uint number, string track = Video) => box.StoreAsync(Header(number, Data(number), track), Data(number));

    public CloseRecording Close(uint video, uint audio) => new()
    {
        RecordingId = Id,
        EndedAtMs = StartedAtMs + (video * 2000L),
        Totals = { new TrackTotal { Track = Video, Segments = video }, new TrackTotal { Track = Audio, Segments = audio } },
    };

    /// <summary>The bytes before the first fragment.</summary>
    private static ByteString Init(string arguments)
    {
        using var ffmpeg = Process.Start(new ProcessStartInfo("ffmpeg", $"-nostdin -v error {arguments} -f mp4 -movflags cmaf+frag_every_frame pipe:1") { RedirectStandardOutput = true })!;
        using var output = new MemoryStream();
        ffmpeg.StandardOutput.BaseStream.CopyTo(output);
        ffmpeg.WaitForExit();
        var bytes = output.ToArray();
        return ByteString.CopyFrom(bytes, 0, bytes.AsSpan().IndexOf("moof"u8) - 4);
    }
}
