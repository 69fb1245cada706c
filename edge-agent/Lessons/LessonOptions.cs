using System.ComponentModel.DataAnnotations;

namespace Tongtang.EdgeAgent.Lessons;

/// <summary>Settings of the section "Lessons"; appsettings.json says what each means.</summary>
internal sealed record LessonOptions
{
    [StringLength(32)]
    public string BeginScene { get; init; } = "begin";

    [StringLength(32)]
    public string EndScene { get; init; } = "end";
}
