using System.ComponentModel.DataAnnotations;

namespace Tongtang.HubServer.Visits;

/// <summary>The section <c>Visits</c>.</summary>
internal sealed record VisitsSettings
{
    /// <summary>How long it is kept who watched which room.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "3650.00:00:00")]
    public TimeSpan WatchLife { get; init; } = TimeSpan.FromDays(180);

    /// <summary>Entries of that log at most; beyond, the oldest go first.</summary>
    [Range(1000, 100_000_000)]
    public int WatchesKept { get; init; } = 1_000_000;

    /// <summary>How long notes with their pictures are kept.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "36500.00:00:00")]
    public TimeSpan NoteLife { get; init; } = TimeSpan.FromDays(1095);

    /// <summary>Notes of one room at most; each has a picture of up to 64 KiB.</summary>
    [Range(1, 100_000)]
    public int NotesPerRoom { get; init; } = 500;
}
