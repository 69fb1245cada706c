using System.Text;

namespace Tongtang.HubServer.Timetable;

/// <summary>
/// A teacher's name as names are compared within a school: in compatibility form (full-width letters are plain ones),
/// without spaces and dots between its parts, in lower case. Stable: it is stored.
/// </summary>
internal static class TeacherKey
{
    public static string Of(string name)
    {
        var key = new StringBuilder(name.Length);
        foreach (var rune in name.Normalize(NormalizationForm.FormKC).EnumerateRunes())
        {
            if (!Rune.IsWhiteSpace(rune) && rune.Value is not ('·' or '•' or '.')) key.Append(Rune.ToLowerInvariant(rune));
        }
        return key.ToString();
    }
}
