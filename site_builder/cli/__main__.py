"""`python -m site_builder.cli`: the command line without its installed script."""

from site_builder.cli import main

if __name__ == "__main__":
    main()
