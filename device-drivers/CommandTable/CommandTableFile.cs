namespace Tongtang.DeviceDrivers.CommandTable;

/// <summary>A table as it stands in its file. Read strictly; see the README of this folder.</summary>
internal sealed record CommandTableFile
{
    public required Words Names { get; init; }

    /// <summary>Of an unproven one nothing is sent until the device's setting says so.</summary>
    public required Proof Proof { get; init; }

    /// <summary>Where its bytes are from, and what to beware of.</summary>
    public string Note { get; init; } = "";

    /// <summary>How answers are told apart; without one each piece that comes in is an answer.</summary>
    public TableFraming Framing { get; init; } = new();

    public TableChecksum Checksum { get; init; } = TableChecksum.None;

    /// <summary>From one command to the next.</summary>
    public int GapMs { get; init; } = 150;

    /// <summary>How long an answer may take.</summary>
    public int PatienceMs { get; init; } = 1500;

    public IReadOnlyList<TableInput> Inputs { get; init; } = [];

    public IReadOnlyList<TableCommand> Commands { get; init; } = [];

    public IReadOnlyList<TablePoll> Polls { get; init; } = [];

    /// <summary>What the device says by itself.</summary>
    public IReadOnlyList<TableNews> Told { get; init; } = [];
}

/// <summary>Either what an answer ends with, or what it begins with and how long it is.</summary>
internal sealed record TableFraming
{
    /// <summary>Hex; the answer's last bytes.</summary>
    public string End { get; init; } = "";

    /// <summary>Hex; the answer's first bytes.</summary>
    public string Start { get; init; } = "";

    /// <summary>All of it, when that is always the same.</summary>
    public int Length { get; init; }

    /// <summary>Which byte, from 0, holds its length.</summary>
    public int? LengthAt { get; init; }

    /// <summary>What the answer has more than that byte says.</summary>
    public int LengthAdd { get; init; }
}

internal sealed record TableInput
{
    public required string Id { get; init; }

    public required string Zh { get; init; }

    public required string En { get; init; }

    /// <summary>What stands for <c>{input}</c>: hex or 'text'.</summary>
    public required string Code { get; init; }
}

internal sealed record TableCommand
{
    public required string Capability { get; init; }

    public required string Action { get; init; }

    public required string Send { get; init; }

    /// <summary>What the device says when it has done it; empty: nothing.</summary>
    public IReadOnlyList<string> Accept { get; init; } = [];

    /// <summary>What it says when it will not.</summary>
    public IReadOnlyList<string> Refuse { get; init; } = [];

    /// <summary>It goes back and forth: sent once, and only when a poll says that the device is the other way.</summary>
    public bool Toggle { get; init; }

    /// <summary>What a number is multiplied with before it is sent, e.g. 0.31 of per cent where the device goes to 31.</summary>
    public double Scale { get; init; } = 1;
}

internal sealed record TablePoll
{
    /// <summary>Of a capability that the table has commands for, or a reading's name.</summary>
    public required string Property { get; init; }

    /// <summary>A question that changes nothing.</summary>
    public required string Send { get; init; }

    /// <summary>With a field <c>{value}</c>.</summary>
    public required string Answer { get; init; }

    /// <summary>What the values mean; of numbers and inputs not needed.</summary>
    public IReadOnlyDictionary<string, DeviceValue> Values { get; init; } = new Dictionary<string, DeviceValue>();

    /// <summary>What a number is multiplied with after it came.</summary>
    public double Scale { get; init; } = 1;

    public double Offset { get; init; }

    /// <summary>The property is a sensor's value that is stored over time.</summary>
    public bool Reading { get; init; }
}

internal sealed record TableNews
{
    public required string Property { get; init; }

    /// <summary>With a field <c>{value}</c>.</summary>
    public required string Answer { get; init; }

    public IReadOnlyDictionary<string, DeviceValue> Values { get; init; } = new Dictionary<string, DeviceValue>();

    public double Scale { get; init; } = 1;

    public double Offset { get; init; }
}
