using System.Text;
using Google.Protobuf;
using Tongtang.EdgeAgent.Lessons;
using Tongtang.EdgeAgent.Monitor;
using Tongtang.EdgeAgent.Recordings;
using Tongtang.EdgeAgent.Sources;
using Tongtang.EdgeAgent.Tests.Lessons;
using Tongtang.EdgeAgent.Timetable;
using Tongtang.Harness;
using Tongtang.Harness.Faults;
using Tongtang.Protocol.Grpc;
using Tongtang.Protocol.V1;

namespace Tongtang.EdgeAgent.Tests.Fuzzing;

/// <summary>What cameras, ffmpeg and broken disks give the box, damaged.</summary>
[Trait("kind", "fault")]
public sealed class BoxFuzzTests
{
    [Fact]
    public void Pictures_OfTheMonitor() => Fuzz.Run("pictures (JPEG)", [[0xFF, 0xD8, 1, 2, 0xFF, 0x00, 3, 0xFF, 0xD9, 0xFF, 0xD8, 9, 0xFF, 0xD9]], bytes =>
    {
        var reader = new JpegReader(new MemoryStream(bytes));
        while (reader.ReadAsync().GetAwaiter().GetResult() is not null)
        {
        }
    }, typeof(IOException));

    [Fact]
    public void Words_OfFfmpeg()
    {
        var source = new SourceOptions { Name = "teacher", Kind = SourceKind.Rtsp, Address = "rtsp://admin:geheim@10.0.0.9/1" };
        string[] samples =
        [
            "[rtsp @ 0x55] method DESCRIBE failed: 401 Unauthorized\nrtsp://admin:geheim@10.0.0.9/1: Server returned 401 Unauthorized (authorization failed)",
            "Connection to tcp://10.0.0.9:554?timeout=5000000 failed: Connection refused", "Error opening input: No route to host", "Immediate exit requested",
        ];
        Fuzz.Run("words of ffmpeg", [.. samples.Select(Encoding.UTF8.GetBytes)], bytes => CaptureWords.Understand(source, Encoding.UTF8.GetString(bytes)));
    }

    [Fact]
    public void Parts_OfLinkedLessons() => Fuzz.Run("parts of linked lessons (protobuf)", [MadeLesson.Part(LessonRole.Host).ToByteArray(), MadeLesson.Part(LessonRole.Receiver).ToByteArray()], bytes =>
    {
        var part = Parse(LessonPart.Parser, bytes);
        if (LessonRules.Problem(part, part.Rooms.FirstOrDefault()?.RoomId ?? "") is null) _ = DateTimeOffset.FromUnixTimeMilliseconds(part.PlannedEndMs);
    }, typeof(FormatException));

    [Fact]
    public void Timetables_OfARoom()
    {
        var told = new RoomTimetable { Hash = new string('a', 64), AsOfMs = 1_788_220_800_000, TimeZone = "Asia/Shanghai", Record = true, Teachers = { "王老师" } };
        told.Lessons.Add(new TimetableLesson { Id = "1-2026-09-01", StartsMs = 1_788_220_800_000, EndsMs = 1_788_223_500_000, Subject = "物理", Teacher = "王老师" });
        Fuzz.Run("timetables of a room (protobuf)", [told.ToByteArray()], bytes =>
        {
            if (KnownTimetable.Of(Parse(RoomTimetable.Parser, bytes), "room", out _) is { } known) AutoRecordingRules.Follow(null, known.Lessons, DateTimeOffset.UnixEpoch);
        }, typeof(FormatException));
    }

    private static T Parse<T>(MessageParser<T> parser, byte[] bytes)
        where T : class, IMessage<T>
    {
        try
        {
            return parser.ParseFrom(bytes);
        }
        catch (Exception error) when (MalformedMessage.Is(error))
        {
            throw new FormatException("malformed", error);
        }
    }

    [Fact]
    public void Cards_OfRecordings()
    {
        using var folder = new TemporaryFolder();
        var start = new RecordingStart("01a1fc0000007000a000000000000001", "电", "王", 1_700_000_000_000, 5, "boot", 0, true, null);
        new RecordingCard(start, 3, false, false, 1_700_000_100_000, [], [], []).Write(folder["card"]);
        Fuzz.Run("cards of recordings", [File.ReadAllBytes(folder["card"])], bytes =>
        {
            File.WriteAllBytes(folder["damaged"], bytes);
            RecordingCard.Read(folder["damaged"], out _);
        });
    }
}
