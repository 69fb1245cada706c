namespace Tongtang.Protocol.Media;

internal enum ViewItemKind
{
    Media,

    /// <summary>Declared lost.</summary>
    Gap,

    /// <summary>A still picture or silence where a source was away.</summary>
    Fill,
}

/// <summary>One entry of a track within its view. For a fill, epoch and number are of the segment it is made from.</summary>
internal sealed record ViewItem(ViewItemKind Kind, int Epoch, int Number, TimeSpan Start, TimeSpan End)
{
    /// <summary>A new capture begins here.</summary>
    public bool NewEpoch { get; init; }

    public bool Independent { get; init; } = true;

    /// <summary>Only its parts are there yet.</summary>
    public bool Open { get; init; }

    public bool Discontinuity { get; set; }
}
