using Tongtang.Protocol.V1;

namespace Tongtang.EdgeAgent.Outbox;

/// <summary>The classes of what is not media, and what is told of a sequence that never comes.</summary>
internal static class ItemClasses
{
    /// <summary>As they are sent; evicted in the opposite order.</summary>
    public static IReadOnlyList<ItemClass> InOrder { get; } = [ItemClass.Alarm, ItemClass.CommandResult, ItemClass.State, ItemClass.Reading, ItemClass.Backlog];

    /// <summary>
    /// How long the first item of a group waits for others to share its fsync with. An alarm and a command's result wait
    /// for nobody; what arrives while the disk works is the next group anyway.
    /// </summary>
    public static TimeSpan GroupWait(ItemClass itemClass) =>
        itemClass is ItemClass.Alarm or ItemClass.CommandResult ? TimeSpan.Zero : TimeSpan.FromMilliseconds(50);

    /// <summary>The class's folder.</summary>
    public static string FolderName(ItemClass itemClass) => itemClass switch
    {
        ItemClass.Alarm => "alarms",
        ItemClass.CommandResult => "command-results",
        ItemClass.State => "states",
        ItemClass.Reading => "readings",
        ItemClass.Backlog => "backlog",
        _ => throw new ArgumentOutOfRangeException(nameof(itemClass), itemClass, "no class of items"),
    };
}

/// <summary>Why a sequence never comes.</summary>
internal static class GapReasons
{
    /// <summary>Deleted to make room.</summary>
    public const string Evicted = "evicted";

    /// <summary>Older than its class is kept.</summary>
    public const string Expired = "expired";

    /// <summary>Taken out of its place because the hub refuses it.</summary>
    public const string Quarantined = "quarantined";

    /// <summary>The hub had it, and it is not kept any more.</summary>
    public const string Acknowledged = "acknowledged";

    /// <summary>Not there: skipped after an unclean end, or unreadable in a damaged file.</summary>
    public const string Missing = "missing";
}
