namespace Tongtang.HubServer.Recordings;

/// <summary>Who may see a recording; each sees what the one before it lets see, and more.</summary>
internal enum Visibility
{
    /// <summary>Its teacher, and those who manage recordings there.</summary>
    Room,

    /// <summary>Those who may watch lessons of its school.</summary>
    School,

    /// <summary>Those who may watch lessons anywhere in its region.</summary>
    District,

    /// <summary>All who may watch lessons, and whoever has a link.</summary>
    Public,
}

/// <summary>How it stands with the last request to show a recording to more people.</summary>
internal enum ApprovalState
{
    Waiting,
    Returned,
}

/// <summary>From which visibility on somebody has to approve.</summary>
internal enum ApprovalFrom
{
    School,
    District,
    Public,
    Never,
}
