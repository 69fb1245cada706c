using System.ComponentModel.DataAnnotations;

namespace Tongtang.HubServer.MediaStore;

/// <summary>Section <c>MediaStore</c>.</summary>
internal sealed record MediaStoreSettings
{
    /// <summary>Where recordings lie; empty: <c>media</c> in the hub's data folder.</summary>
    public string Folder { get; init; } = "";

    /// <summary>Room that recordings leave free on their disk, for the database and for people to react.</summary>
    [Range(0, 1_000_000)]
    public int ReserveMegabytes { get; init; } = 1024;

    /// <summary>How many threads wait for the disk (fsync) at the same time.</summary>
    [Range(1, 64)]
    public int DiskThreads { get; init; } = 8;
}
