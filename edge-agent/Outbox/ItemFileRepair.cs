using Microsoft.Data.Sqlite;
using Tongtang.Protocol.Durability;
using Tongtang.Protocol.Stores;

namespace Tongtang.EdgeAgent.Outbox;

/// <param name="Damage">What was wrong, for a technician.</param>
/// <param name="Aside">Where the damaged file lies now.</param>
/// <param name="Saved">Items that could be read.</param>
internal sealed record RepairOutcome(string Path, string Damage, string Aside, int Saved);

/// <summary>
/// Moves a damaged file aside and makes a new one of the rows that can still be read, under their own sequences; what is
/// missing shows as a gap when it is read. Nobody is asked, and nothing is deleted.
/// </summary>
internal static class ItemFileRepair
{
    /// <summary>Then the rest counts as unreadable: a file has a few thousand pages, and each may cost a few tries.</summary>
    private const int MostErrors = 10_000;

    private const int RowsAtOnce = 100;

    private const string Workshop = "repair";

    /// <param name="end">No row of this file has this sequence or a higher one.</param>
    public static RepairOutcome Repair(string folder, long first, long end, long fileBytes, string damage, TimeProvider time)
    {
        var path = Path.Combine(folder, ItemFile.NameOf(first));
        var workshop = Path.Combine(folder, Workshop);
        if (Directory.Exists(workshop)) Directory.Delete(workshop, recursive: true);
        Directory.CreateDirectory(workshop);
        var rows = Salvage(path, first, end, fileBytes);
        using (var fresh = ItemFile.Open(workshop, first, fileBytes))
        {
            // As many as were in a file before fit into it again.
            foreach (var group in rows.Chunk(RowsAtOnce)) fresh.Append(group);
        }
        DurableFile.FlushFolder(workshop);
        var aside = MovedAside.MoveDatabase(path, time);
        Finish(folder);
        return new RepairOutcome(path, damage, aside, rows.Count);
    }

    /// <summary>Puts a mended file in its place; also at the next start, when a crash came between the two moves.</summary>
    public static void Finish(string folder)
    {
        var workshop = Path.Combine(folder, Workshop);
        if (!Directory.Exists(workshop)) return;
        foreach (var mended in Directory.GetFiles(workshop, "*.db"))
        {
            var place = Path.Combine(folder, Path.GetFileName(mended));
            // Something in its place: the crash came while it was being mended, and it begins anew when it is read.
            if (!File.Exists(place)) File.Move(mended, place);
        }
        DurableFile.FlushFolder(folder);
        Directory.Delete(workshop, recursive: true);
    }

    private static List<ItemRow> Salvage(string path, long first, long end, long fileBytes)
    {
        var saved = new SortedDictionary<long, ItemRow>();
        try
        {
            using var damaged = ItemFile.OpenDamaged(path, first, fileBytes);
            SalvageRange(damaged, first, end - 1, saved);
        }
        catch (SqliteException)
        {
            // Not even its first page can be read: nothing is to be had from it.
        }
        return [.. saved.Values];
    }

    /// <summary>Reads on behind what was read; where nothing can be read, halves the range, so that one bad page costs its own rows only.</summary>
    private static void SalvageRange(ItemFile damaged, long first, long last, SortedDictionary<long, ItemRow> saved)
    {
        var ranges = new Stack<(long First, long Last)>([(first, last)]);
        for (var errors = 0; errors < MostErrors && ranges.TryPop(out var range);)
        {
            try
            {
                var rows = damaged.Read(range.First - 1, RowsAtOnce, long.MaxValue, range.Last);
                foreach (var (sequence, row) in rows)
                {
                    if (row is not null) saved[sequence] = row;
                }
                if (rows.Count == RowsAtOnce) ranges.Push((rows[^1].Sequence + 1, range.Last));
            }
            catch (SqliteException)
            {
                errors++;
                if (range.First >= range.Last) continue;
                var middle = range.First + (range.Last - range.First) / 2;
                ranges.Push((middle + 1, range.Last));
                ranges.Push((range.First, middle));
            }
        }
    }
}
