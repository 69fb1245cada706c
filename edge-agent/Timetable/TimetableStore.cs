using System.Text.Json;
using Google.Protobuf;
using Tongtang.Protocol.Durability;
using Tongtang.Protocol.Http;
using Tongtang.Protocol.Programs;
using Tongtang.Protocol.V1;

namespace Tongtang.EdgeAgent.Timetable;

/// <summary>What was done about one lesson: nobody who skipped or stopped it is overruled after a restart.</summary>
/// <param name="StartsAt">When its recording begins, by the hub's clock: later than the lesson when it was put off.</param>
/// <param name="Skipped">Somebody wants no recording of it.</param>
/// <param name="Recorded">A recording of it has begun; it is not begun again.</param>
/// <param name="SceneRun">The scene for its beginning was run by the timetable.</param>
internal sealed record LessonPlan(string LessonId, DateTimeOffset StartsAt, DateTimeOffset EndsAt, bool Skipped = false, bool Recorded = false, bool SceneRun = false);

/// <summary>The file <c>timetable.json</c> in the data folder. One that cannot be read is put aside: the hub tells it again.</summary>
internal sealed partial class TimetableStore(DataFolder folder, ILogger<TimetableStore> logger)
{
    private const int LargestBytes = 4 << 20;

    private string Path => folder["timetable.json"];

    public (string RoomId, RoomTimetable? Told, LessonPlan? Plan) Read()
    {
        if (!File.Exists(Path)) return ("", null, null);
        try
        {
            if (new FileInfo(Path).Length > LargestBytes) throw new JsonException($"it has more than {LargestBytes} bytes");
            var kept = JsonSerializer.Deserialize<Kept>(File.ReadAllBytes(Path), JsonDefaults.Options) ?? throw new JsonException("it is empty");
            return (kept.RoomId, kept.Told is null ? null : RoomTimetable.Parser.ParseFrom(kept.Told), kept.Plan);
        }
        catch (Exception error) when (error is JsonException or InvalidProtocolBufferException or NotSupportedException)
        {
            File.Move(Path, Path + ".broken", overwrite: true);
            LogBroken(Path, error.Message);
            return ("", null, null);
        }
    }

    /// <summary>Returns when it is on the disk. A disk that takes nothing costs what a restart would have needed, not the lesson.</summary>
    public async Task WriteAsync(string roomId, RoomTimetable? told, LessonPlan? plan, CancellationToken cancellationToken)
    {
        try
        {
            await DurableFile.WriteAsync(Path, JsonSerializer.SerializeToUtf8Bytes(new Kept(roomId, told?.ToByteArray(), plan), JsonDefaults.Options), DurableFile.OwnerOnly, cancellationToken);
        }
        catch (IOException error)
        {
            LogUnkept(Path, error.Message);
        }
    }

    [LoggerMessage(EventId = 3702, Level = LogLevel.Warning, Message = "{Path} cannot be read ({Problem}): the room has no timetable until the hub tells it again; the file is kept as .broken")]
    private partial void LogBroken(string path, string problem);

    [LoggerMessage(EventId = 3703, Level = LogLevel.Warning, Message = "{Path} cannot be written ({Problem}): a restart of the box would forget its timetable")]
    private partial void LogUnkept(string path, string problem);

    private sealed record Kept(string RoomId, byte[]? Told, LessonPlan? Plan);
}
