using System.Globalization;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Agents;

/// <summary>As the box sends it.</summary>
internal enum QuarantinedClass
{
    Alarm,
    CommandResult,
    State,
    Reading,
    Backlog,

    /// <summary>Of a newer box.</summary>
    Other,
}

/// <summary>Something that the hub has refused three times, kept by the room's box.</summary>
/// <param name="What">The reading's name, the kind of event, the alarm's key or the command's id; empty: none of these.</param>
/// <param name="At">When it happened; null while the box did not know the time.</param>
/// <param name="Code">Why the hub refuses it.</param>
internal sealed record QuarantinedThing(string Id, QuarantinedClass ItemClass, string What, DateTimeOffset? At, string Code, string Message);

/// <param name="Items">The newest 200, newest first.</param>
/// <param name="Total">All that the box keeps.</param>
internal sealed record Quarantine(IReadOnlyList<QuarantinedThing> Items, long Total);

/// <summary>A box's words about them, made into what a page may show.</summary>
internal static class QuarantinedItems
{
    private const int MostItems = 200;
    private const int LongestText = 500;

    public static Quarantine Read(QuarantineAnswer told)
    {
        var items = told.Items.Take(MostItems).Select(Read).ToList();
        return new Quarantine(items, Math.Max(told.Total, items.Count));
    }

    private static QuarantinedThing Read(QuarantinedItem item) => new(
        item.Id.ToString(CultureInfo.InvariantCulture), ClassOf(item.ItemClass), Cut(item.What), TimeOf(item.TimeMs), Cut(item.ErrorCode), Cut(item.ErrorMessage));

    private static QuarantinedClass ClassOf(ItemClass itemClass) => itemClass switch
    {
        ItemClass.Alarm => QuarantinedClass.Alarm,
        ItemClass.CommandResult => QuarantinedClass.CommandResult,
        ItemClass.State => QuarantinedClass.State,
        ItemClass.Reading => QuarantinedClass.Reading,
        ItemClass.Backlog => QuarantinedClass.Backlog,
        _ => QuarantinedClass.Other,
    };

    private static DateTimeOffset? TimeOf(long ms) =>
        ms <= 0 || ms > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() ? null : DateTimeOffset.FromUnixTimeMilliseconds(ms);

    private static string Cut(string text) => text.Length <= LongestText ? text : text[..LongestText];
}
