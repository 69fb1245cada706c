using Tongtang.Protocol.V1;

namespace Tongtang.EdgeAgent.Outbox;

/// <summary>What gives way when the disk is full: the lowest class first, and never one that is higher than what needs the room. Pure.</summary>
internal static class EvictionChoice
{
    /// <param name="needs">The class that cannot store.</param>
    /// <param name="files">How many files each class has that may go.</param>
    /// <returns>The class whose oldest file goes; null: nothing may.</returns>
    public static ItemClass? Choose(ItemClass needs, IReadOnlyDictionary<ItemClass, int> files)
    {
        foreach (var itemClass in ItemClasses.InOrder.Reverse())
        {
            if (itemClass < needs) return null;
            if (files.GetValueOrDefault(itemClass) > 0) return itemClass;
        }
        return null;
    }
}
