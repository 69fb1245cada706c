namespace Tongtang.EdgeAgent.Copies;

/// <summary>Settings of the section "Copies"; appsettings.json says what each means.</summary>
internal sealed record CopyOptions
{
    public IReadOnlyList<string> Folders { get; init; } = [];
}
