using Wattd.Settings;

namespace Wattd.Commands.Completion;

/// <summary>The scripts that let a shell ask wattd how a command line may go on.</summary>
static class CompletionScript
{
    const string Bash = """
        # wattd completion for bash; load it with: source <(wattd completion bash)
        _wattd() {
            local IFS=$'\n'
            COMPREPLY=($(compgen -W "$(wattd "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o default -F _wattd wattd

        """;

    const string Zsh = """
        #compdef wattd
        # wattd completion for zsh; load it with: source <(wattd completion zsh)
        _wattd() {
            local -a candidates
            candidates=("${(@f)$(wattd "[suggest:$CURSOR]" "$BUFFER" 2>/dev/null)}")
            if [[ -n "$candidates" ]]; then
                compadd -a candidates
            else
                _files
            fi
        }
        if [[ "$funcstack[1]" == _wattd ]]; then
            _wattd  # loaded from a folder of $fpath
        else
            compdef _wattd wattd
        fi

        """;

    const string Fish = """
        # wattd completion for fish; load it with: wattd completion fish | source
        complete -c wattd -a '(wattd "[suggest:"(string length (commandline -cp))"]" (commandline -cp) 2>/dev/null)'

        """;

    public static IReadOnlyList<string> Shells { get; } = ["bash", "zsh", "fish"];

    /// <summary>The script for a shell.</summary>
    /// <exception cref="UsageException">It is none of <see cref="Shells"/>.</exception>
    public static string For(string shell) => shell switch
    {
        "bash" => Bash,
        "zsh" => Zsh,
        "fish" => Fish,
        _ => throw new UsageException($"{Quoted.Text(shell)} is none of {string.Join(", ", Shells)}"),
    };
}
