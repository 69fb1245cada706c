using System.ComponentModel.DataAnnotations;
using Tongtang.Protocol.V1;

namespace Tongtang.EdgeAgent.Outbox;

/// <summary>What one class may take of the disk, and for how long it is worth anything.</summary>
internal sealed record ClassLimits(long Bytes, TimeSpan KeepFor)
{
    /// <summary>What a file's write-ahead log takes at its largest: one group beyond its checkpoint.</summary>
    private const long LogBytes = 1024 * 1024;

    private const long SmallestFile = 1024 * 1024;
    private const long LargestFile = 8 * 1024 * 1024;

    /// <summary>The size at which a file ends. Small enough that little is lost with the oldest, large enough that there are few.</summary>
    public long FileBytes => Math.Clamp(Bytes / 16, SmallestFile, LargestFile) / ItemFile.PageBytes * ItemFile.PageBytes;

    public int Files => (int)Math.Max(2, (Bytes - LogBytes) / FileBytes);
}

/// <summary>Per class its bytes on disk, and how long its items are worth sending, by clocks that never step.</summary>
internal sealed record OutboxOptions
{
    [Range(4, 10_000)]
    public int AlarmMegabytes { get; init; } = 16;

    [Range(typeof(TimeSpan), "01:00:00", "400.00:00:00")]
    public TimeSpan AlarmsKept { get; init; } = TimeSpan.FromDays(365);

    [Range(4, 10_000)]
    public int CommandResultMegabytes { get; init; } = 8;

    [Range(typeof(TimeSpan), "01:00:00", "400.00:00:00")]
    public TimeSpan CommandResultsKept { get; init; } = TimeSpan.FromDays(30);

    [Range(4, 10_000)]
    public int StateMegabytes { get; init; } = 8;

    [Range(typeof(TimeSpan), "01:00:00", "400.00:00:00")]
    public TimeSpan StatesKept { get; init; } = TimeSpan.FromDays(120);

    [Range(4, 10_000)]
    public int ReadingMegabytes { get; init; } = 64;

    [Range(typeof(TimeSpan), "01:00:00", "400.00:00:00")]
    public TimeSpan ReadingsKept { get; init; } = TimeSpan.FromDays(120);

    [Range(4, 10_000)]
    public int BacklogMegabytes { get; init; } = 512;

    [Range(typeof(TimeSpan), "01:00:00", "400.00:00:00")]
    public TimeSpan BacklogKept { get; init; } = TimeSpan.FromDays(120);

    public ClassLimits Of(ItemClass itemClass) => itemClass switch
    {
        ItemClass.Alarm => Limits(AlarmMegabytes, AlarmsKept),
        ItemClass.CommandResult => Limits(CommandResultMegabytes, CommandResultsKept),
        ItemClass.State => Limits(StateMegabytes, StatesKept),
        ItemClass.Reading => Limits(ReadingMegabytes, ReadingsKept),
        ItemClass.Backlog => Limits(BacklogMegabytes, BacklogKept),
        _ => throw new ArgumentOutOfRangeException(nameof(itemClass), itemClass, "no class of items"),
    };

    private static ClassLimits Limits(int megabytes, TimeSpan kept) => new(megabytes * 1024L * 1024L, kept);
}
