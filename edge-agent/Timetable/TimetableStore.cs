using System.Text.Json;
using Google.Protobuf;
using Tongtang.Protocol.Durability;
using Tongtang.Protocol.Http;
using Tongtang.Protocol.Programs;
using Tongtang.Protocol.Stores;
using Tongtang.Protocol.V1;

namespace Tongtang.EdgeAgent.Timetable;

/// <summary>What was done about one lesson: nobody who skipped or stopped it is overruled after a restart.</summary>
/// <param name="StartsAt">When its recording begins, by the hub's clock: later than the lesson when it was put off.</param>
/// <param name="Skipped">Somebody wants no recording of it.</param>
/// <param name="Recorded">A recording of it has begun; it is not begun again.</param>
/// <param name="SceneRun">The scene for its beginning was run by the timetable.</param>
internal sealed record LessonPlan(string LessonId, DateTimeOffset StartsAt, DateTimeOffset EndsAt, bool Skipped = false, bool Recorded = false, bool SceneRun = false);

/// <summary>The file <c>timetable.json</c> in the data folder. What is lost of it the hub tells again.</summary>
internal sealed partial class TimetableStore(DataFolder folder, StoreRepairs repairs, TimeProvider time, ILogger<TimetableStore> logger)
{
    private string Path => folder["timetable.json"];

    public (string RoomId, RoomTimetable? Told, LessonPlan? Plan) Read() => SealedFile.Read(Path, Parse, repairs, time) is var (room, told, plan) ? (room, told, plan) : ("", null, null);

    /// <summary>Returns when it is on the disk. A disk that takes nothing costs what a restart would have needed, not the lesson.</summary>
    public async Task WriteAsync(string roomId, RoomTimetable? told, LessonPlan? plan, CancellationToken cancellationToken)
    {
        try
        {
            await SealedFile.WriteAsync(Path, JsonSerializer.Serialize(new Kept(roomId, told?.ToByteArray(), plan), JsonDefaults.Options), DurableFile.OwnerOnly, cancellationToken);
        }
        catch (IOException error)
        {
            LogUnkept(Path, error.Message);
        }
    }

    [LoggerMessage(EventId = 3703, Level = LogLevel.Warning, Message = "{Path} cannot be written ({Problem}): a restart of the box would forget its timetable")]
    private partial void LogUnkept(string path, string problem);

    private static Known Parse(string json)
    {
        var kept = JsonSerializer.Deserialize<Kept>(json, JsonDefaults.Options);
        if (kept?.RoomId is not { } room) throw new JsonException("it names no room");
        try
        {
            return new Known(room, kept.Told is null ? null : RoomTimetable.Parser.ParseFrom(kept.Told), kept.Plan);
        }
        catch (InvalidProtocolBufferException error)
        {
            throw new FormatException(error.Message, error);
        }
    }

    private sealed record Known(string RoomId, RoomTimetable? Told, LessonPlan? Plan);

    private sealed record Kept(string RoomId, byte[]? Told, LessonPlan? Plan);
}
