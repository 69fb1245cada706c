namespace Tongtang.Protocol.Stores;

/// <summary>What kind of store was damaged; the words of an alarm are chosen by it.</summary>
public enum StoreKind
{
    /// <summary>A SQLite file.</summary>
    Database,

    /// <summary>What lies beside a recording's media.</summary>
    Card,

    /// <summary>Media: segments and init segments, told together for a recording.</summary>
    Media,

    /// <summary>A file of settings that the program writes itself.</summary>
    Settings,
}

/// <summary>A store that was found damaged, and what became of it.</summary>
/// <param name="Number">Counts up for good, so that a reader knows which it has seen.</param>
/// <param name="File">Its name in the data folder; of media the recording's folder.</param>
/// <param name="Damage">What was wrong, for a technician.</param>
/// <param name="MovedTo">Where the damaged file lies now; null: there was none to move.</param>
/// <param name="Saved">Rows of a database, bytes of media, else files.</param>
/// <param name="Lost">As <paramref name="Saved"/>; null: what cannot be read cannot be counted.</param>
/// <param name="Times">How often the same happened, told as one.</param>
/// <param name="At">The last time, by this machine's clock.</param>
public sealed record StoreRepair(long Number, StoreKind Kind, string File, string Damage, string? MovedTo, long Saved, long? Lost, int Times, DateTimeOffset At);
